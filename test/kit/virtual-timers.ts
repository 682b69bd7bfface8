import { settled } from './settled.ts';

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** Time that passes when a test says so, and timers that ring in it. */
export class VirtualTimers {
  /** By the time at which they ring; of those that ring together the first is first. */
  readonly #timers = new Map<number, Set<Timer>>();
  #now = 0;

  /** Timers that have not rung. */
  get timers(): number {
    return [...this.#timers.values()].reduce((sum, { size }) => sum + size, 0);
  }

  now(): number {
    return this.#now;
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { at: this.#now + delayMs, run };
    const together = this.#timers.get(timer.at);
    if (together === undefined) this.#timers.set(timer.at, new Set([timer]));
    else together.add(timer);
    return () => this.#remove(timer);
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
    const at = Math.min(...this.#timers.keys());
    const [next] = this.#timers.get(at) ?? [];
    if (next === undefined || at > until) return false;
    this.#remove(next);
    this.#now = Math.max(this.#now, at);
    next.run();
    return true;
  }

  #remove(timer: Timer): void {
    const together = this.#timers.get(timer.at);
    if (together?.delete(timer) && together.size === 0) this.#timers.delete(timer.at);
  }
}
