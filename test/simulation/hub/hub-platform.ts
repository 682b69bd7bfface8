import type { Platform } from '@trunkline/server';
import type { Host } from '../kernel/host.ts';

/** The world as one server process has it: its host's clock and timers, and ids that are numbered. */
export class HubPlatform implements Platform {
  readonly #host: Host;
  readonly #name: string;
  readonly #hasLateTurns: boolean;
  readonly #timers = new Set<object>();
  #ids = 0;

  /** With late turns what is put off to the end of a turn runs behind all promises, else as one of them. */
  constructor(host: Host, name: string, hasLateTurns: boolean) {
    this.#host = host;
    this.#name = name;
    this.#hasLateTurns = hasLateTurns;
  }

  /** Timers that have not rung. */
  get timers(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#host.now;
  }

  atEndOfTurn(run: () => void): void {
    const { turn } = this.#host.stage;
    // Nobody stands above a microtask who could catch.
    const guarded = () => {
      try {
        run();
      } catch (error) {
        turn.failed(error, this.#name);
      }
    };
    if (this.#hasLateTurns) turn.atEnd(guarded);
    else queueMicrotask(guarded);
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = {};
    this.#timers.add(timer);
    const stop = this.#host.timer(delayMs, () => {
      this.#timers.delete(timer);
      run();
    });
    return () => {
      this.#timers.delete(timer);
      stop();
    };
  }

  randomId(): string {
    this.#ids += 1;
    return `id ${this.#ids} of ${this.#name}`;
  }

  digest(text: string): string {
    return `digest of ${text}`;
  }
}
