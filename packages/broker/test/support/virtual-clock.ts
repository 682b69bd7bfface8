interface Timer {
  readonly everyMs: number;
  readonly run: () => void;
  at: number;
}

/** A clock that stands still until it is advanced; its timers ring on the way. */
export class VirtualClock {
  readonly #timers = new Set<Timer>();
  #now = 0;

  readonly now = (): number => this.#now;

  readonly every = (ms: number, run: () => void): (() => void) => {
    const timer = { everyMs: ms, run, at: this.#now + ms };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  get timers(): number {
    return this.#timers.size;
  }

  advance(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#now = next.at;
      next.at += next.everyMs;
      next.run();
    }
    this.#now = end;
  }

  #next(end: number): Timer | undefined {
    return [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  }
}
