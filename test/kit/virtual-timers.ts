import { settled } from './settled.ts';

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** Time that passes when a test says so, and timers that ring in it. */
export class VirtualTimers {
  readonly #timers = new Set<Timer>();
  #now = 0;

  /** Timers that have not rung. */
  get timers(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#now;
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { at: this.#now + delayMs, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Lets so many ms pass; timers ring in their order, and what they cause happens before the next. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settled();
    while (this.#ring(until)) await settled();
    this.#now = until;
    await settled();
  }

  /** Lets so many ms pass at once: nothing but timers runs meanwhile. */
  pass(ms: number): void {
    const until = this.#now + ms;
    while (this.#ring(until));
    this.#now = until;
  }

  /** Rings the first timer that is due by then; false: there is none. */
  #ring(until: number): boolean {
    const due = [...this.#timers].filter(({ at }) => at <= until);
    const next = due.reduce<Timer | undefined>((first, timer) => (first === undefined || timer.at < first.at ? timer : first), undefined);
    if (next === undefined) return false;
    this.#timers.delete(next);
    this.#now = Math.max(this.#now, next.at);
    next.run();
    return true;
  }
}
