import type { VirtualTime } from './virtual-time.ts';

/** What goes one way and keeps its order: nothing arrives before what was sent before it. */
export class Line {
  readonly #time: VirtualTime;
  #lastArrival = 0;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  /** Lets something arrive after so many ms, or behind what is still under way. */
  push(delayMs: number, arrive: () => void): void {
    this.#lastArrival = Math.max(this.#lastArrival, this.#time.now + delayMs);
    this.#time.at(this.#lastArrival, arrive);
  }
}
