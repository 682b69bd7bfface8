import { type Tally, tallyBetween } from './tally.ts';

/** How long one slice is, in ms. */
export const SLICE_MS = 500;

/** How many slices are kept: one minute. */
export const SLICES = 120;

/** What came in one slice of time. */
export interface Slice extends Tally {
  /** Whether there was no connection, at any time of it. */
  readonly wasAway: boolean;
}

/** The last minute, in slices. */
export class History {
  #slices: Slice[] = [];
  #tally: Tally;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  /** The newest last. */
  get slices(): readonly Slice[] {
    return this.#slices;
  }

  /** Messages of the last second. */
  get rate(): number {
    return this.#slices.slice(-1000 / SLICE_MS).reduce((sum, { messages }) => sum + messages, 0);
  }

  /** What most slices stay below, of messages that came and quotes that did not; what a whole backlog brings may be far above. */
  get usualHeight(): number {
    const heights = this.#slices.map(({ messages, conflated }) => messages + conflated).sort((one, other) => one - other);
    return heights[Math.floor(heights.length * 0.9)] ?? 0;
  }

  /** A slice of time has passed. */
  add(tally: Tally, wasAway: boolean): void {
    this.#slices = [...this.#slices, { ...tallyBetween(this.#tally, tally), wasAway }].slice(-SLICES);
    this.#tally = tally;
  }
}
