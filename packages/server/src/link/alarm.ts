import type { Platform } from './platform.ts';

/**
 * Rings at a deadline that moves all the time.
 *
 * One that moves away does not touch the timer: it rings in vain once, and its owner sets it anew. So a deadline that moves with each message
 * costs a comparison.
 */
export class Alarm {
  readonly #platform: Platform;
  readonly #ring: () => void;
  #at = Number.POSITIVE_INFINITY;
  #stop: (() => void) | undefined;

  constructor(platform: Platform, ring: () => void) {
    this.#platform = platform;
    this.#ring = ring;
  }

  /** It rings at that time, or before. `Infinity`: it need not ring. */
  set(deadline: number): void {
    if (deadline >= this.#at) return;
    this.#stop?.();
    this.#at = deadline;
    this.#stop = this.#platform.after(Math.max(0, deadline - this.#platform.now()), () => {
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
