/** Longest wait that `setTimeout` takes; a longer one would fire at once. */
const MAX_WAIT_MS = 2 ** 31 - 1;

/** The time by which all deadlines are counted: monotonic, in ms. */
export function monotonicNow(): number {
  return performance.now();
}

/**
 * One timer that follows a deadline.
 *
 * A deadline that moves away does not touch the timer: it rings in vain once and is set anew, so that a
 * connection whose deadline moves with each chunk costs nothing. It does not keep the process alive.
 */
export class Alarm {
  readonly #ring: () => void;
  #timer: NodeJS.Timeout | undefined;
  #at = Number.POSITIVE_INFINITY;

  constructor(ring: () => void) {
    this.#ring = ring;
  }

  /** Makes sure that it rings at `deadline` or before. `Infinity` stops it. */
  set(deadline: number): void {
    if (deadline === Number.POSITIVE_INFINITY) this.stop();
    else if (deadline < this.#at) this.#start(deadline);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#at = Number.POSITIVE_INFINITY;
  }

  #start(deadline: number): void {
    this.stop();
    this.#at = deadline;
    const wait = Math.min(Math.max(deadline - monotonicNow(), 0), MAX_WAIT_MS);
    this.#timer = setTimeout(() => {
      this.stop();
      this.#ring();
    }, Math.ceil(wait)).unref();
  }
}
