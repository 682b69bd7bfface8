import type { Candle } from '../../contract.ts';

/** What is new to draw. */
export interface News {
  readonly candles: readonly Candle[];
  /** Whether they are all that there is, rather than a continuation. */
  readonly isWhole: boolean;
}

/**
 * The candles of one symbol, as a stream tells them: in order, the newest one again while it grows.
 *
 * A stream that is asked for anew tells again what is known. Candles before the newest are finished, so those are passed over.
 */
export class CandleLine {
  #newest = Number.NEGATIVE_INFINITY;
  #news: Candle[] = [];
  #isWhole = true;

  /** Begins anew, with another symbol or another interval. */
  clear(): void {
    this.#newest = Number.NEGATIVE_INFINITY;
    this.#news = [];
    this.#isWhole = true;
  }

  accept(candle: Candle): void {
    if (candle.time < this.#newest) return;
    if (candle.time === this.#news.at(-1)?.time) this.#news.pop();
    this.#newest = candle.time;
    this.#news.push(candle);
  }

  /** What came since this was asked last; `undefined` where nothing did. */
  takeNews(): News | undefined {
    if (this.#news.length === 0) return undefined;
    const news = { candles: this.#news, isWhole: this.#isWhole };
    this.#news = [];
    this.#isWhole = false;
    return news;
  }
}
