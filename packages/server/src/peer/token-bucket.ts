import type { Rate } from './limits.ts';

/** Lets things happen at a rate: each takes a token, and tokens come back with time, up to the burst. */
export class TokenBucket {
  readonly #rate: Rate;
  #tokens: number;
  #filledAt: number;

  constructor(rate: Rate, now: number) {
    this.#rate = rate;
    this.#tokens = rate.burst;
    this.#filledAt = now;
  }

  /** Takes one token. Answers 0, or after how many ms there will be one. */
  take(now: number): number {
    const { perSecond, burst } = this.#rate;
    const tokens = Math.min(burst, this.#tokens + ((now - this.#filledAt) * perSecond) / 1_000);
    // Nothing is written down for whoever asks in vain: the roundings of many would add up to more than the wait that was said.
    if (tokens < 1) return Math.ceil(((1 - tokens) * 1_000) / perSecond);
    this.#tokens = tokens - 1;
    this.#filledAt = now;
    return 0;
  }
}
