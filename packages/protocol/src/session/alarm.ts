/** The part of a platform that an alarm needs. */
export interface AlarmClock {
  /** The time in ms; never goes back. */
  now(): number;
  /** Runs something once, after so many ms, unless the answer is called before. Never within `after`. */
  after(delayMs: number, run: () => void): () => void;
}

/**
 * Rings at a deadline that moves all the time: what the machines of a session answer as `nextDeadline()`.
 *
 * One that moves away does not touch the timer: it rings in vain once, and its owner sets it anew. So a deadline that moves with each message
 * costs a comparison.
 */
export class Alarm {
  readonly #clock: AlarmClock;
  readonly #ring: () => void;
  #at = Number.POSITIVE_INFINITY;
  #stop: (() => void) | undefined;

  constructor(clock: AlarmClock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** It rings at that time, or before. `Infinity`: it need not ring. */
  set(deadline: number): void {
    if (deadline >= this.#at) return;
    this.#stop?.();
    this.#at = deadline;
    this.#stop = this.#clock.after(Math.max(0, deadline - this.#clock.now()), () => {
      this.stop();
      this.#ring();
    });
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#at = Number.POSITIVE_INFINITY;
  }
}
