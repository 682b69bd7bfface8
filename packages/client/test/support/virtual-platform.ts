import type { Platform, PlatformObserver, TransportObserver } from '../../src/transport/platform.ts';
import { settled } from './settled.ts';
import { VirtualTransport } from './virtual-transport.ts';

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** When the virtual world began, as people have the time. */
export const BEGAN_AT = 1_700_000_000_000;

/** A world in which time passes when a test says so, keys are numbered, and connections go where the test says. */
export class VirtualPlatform implements Platform {
  /** Every connection that was asked for, the oldest first. */
  readonly transports: VirtualTransport[] = [];
  /** When each was. */
  readonly openedAt: number[] = [];
  readonly reported: unknown[] = [];
  /** Where connections go; nowhere, until a test says so. */
  network: (transport: VirtualTransport) => void = () => {};
  /** What `random` answers. */
  luck = 0.5;
  watcher: PlatformObserver | undefined;
  readonly #timers = new Set<Timer>();
  #now = 0;
  #keys = 0;

  /** Timers that have not rung. */
  get timers(): number {
    return this.#timers.size;
  }

  /** The newest connection. */
  get transport(): VirtualTransport {
    const transport = this.transports.at(-1);
    if (transport === undefined) throw new Error('no connection was asked for');
    return transport;
  }

  now(): number {
    return this.#now;
  }

  date(): number {
    return BEGAN_AT + this.#now;
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { at: this.#now + delayMs, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  random(): number {
    return this.luck;
  }

  randomKey(): string {
    this.#keys += 1;
    return `key-${this.#keys}`;
  }

  report(error: unknown): void {
    this.reported.push(error);
  }

  open(url: string, protocol: string, observer: TransportObserver): VirtualTransport {
    const transport = new VirtualTransport(url, protocol, observer);
    this.transports.push(transport);
    this.openedAt.push(this.#now);
    queueMicrotask(() => this.network(transport));
    return transport;
  }

  watch(observer: PlatformObserver): () => void {
    this.watcher = observer;
    return () => {
      this.watcher = undefined;
    };
  }

  /** Lets so many ms pass; timers ring in their order, and what they cause happens before the next. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settled();
    for (let next = this.#next(until); next !== undefined; next = this.#next(until)) {
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
      await settled();
    }
    this.#now = until;
    await settled();
  }

  /** So many ms pass in which no timer rings, as in a machine that sleeps. */
  sleep(ms: number): void {
    this.#now += ms;
  }

  #next(until: number): Timer | undefined {
    const due = [...this.#timers].filter(({ at }) => at <= until);
    return due.reduce<Timer | undefined>((first, timer) => (first === undefined || timer.at < first.at ? timer : first), undefined);
  }
}
