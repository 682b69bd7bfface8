import type { Platform } from '../../src/link/platform.ts';

/** Resolves once everything has run that can without time passing. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** A world in which time passes when a test says so, and ids are numbered. */
export class VirtualPlatform implements Platform {
  readonly #timers = new Set<Timer>();
  readonly #name: string;
  #now = 0;
  #ids = 0;

  /** Where there are several, each has a name, so that no two of their ids are the same. */
  constructor(name = 'id') {
    this.#name = name;
  }

  /** Timers that have not rung. */
  get timers(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#now;
  }

  atEndOfTurn(run: () => void): void {
    queueMicrotask(run);
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { at: this.#now + delayMs, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  randomId(): string {
    this.#ids += 1;
    return `${this.#name}-${this.#ids}`;
  }

  digest(text: string): string {
    return `digest of ${text}`;
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

  #next(until: number): Timer | undefined {
    const due = [...this.#timers].filter(({ at }) => at <= until);
    return due.reduce<Timer | undefined>((first, timer) => (first === undefined || timer.at < first.at ? timer : first), undefined);
  }
}
