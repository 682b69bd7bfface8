import type { Random } from '../random.ts';

/** How fast a price returns to its anchor, in ms: so slowly that nobody sees it, and no price runs away in weeks. */
const REVERSION_MS = 3_600_000;

/** What an instrument is thought to be worth: a random walk of the logarithm that an anchor holds (Ornstein and Uhlenbeck). */
export class PricePath {
  readonly #anchor: number;
  readonly #volatility: number;
  #deviation = 0;

  /** `volatility`: standard deviation of the logarithm within a second. */
  constructor(anchor: number, volatility: number) {
    this.#anchor = anchor;
    this.#volatility = volatility;
  }

  /** In cents, not rounded. */
  get value(): number {
    return this.#anchor * Math.exp(this.#deviation);
  }

  /** Lets time pass, with `agitation` times the usual volatility. */
  step(ms: number, random: Random, agitation = 1): void {
    const keep = Math.exp(-ms / REVERSION_MS);
    this.#deviation = this.#deviation * keep + agitation * this.#volatility * Math.sqrt(ms / 1_000) * random.normal();
  }
}
