import { type Tally, tallyBetween } from './tally.ts';

/** How long one slice is, in ms. */
export const SLICE_MS = 500;

/** How many slices are kept: two minutes. */
export const SLICES = 240;

/** What came in one slice of time. */
export interface Slice extends Tally {
  /** Whether the page was connected at its end. */
  readonly isLive: boolean;
}

/** The last two minutes, in slices. */
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

  /** A slice of time has passed. */
  add(tally: Tally, isLive: boolean): void {
    this.#slices = [...this.#slices, { ...tallyBetween(this.#tally, tally), isLive }].slice(-SLICES);
    this.#tally = tally;
  }
}
