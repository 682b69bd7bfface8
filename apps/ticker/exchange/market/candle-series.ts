/** What a price did in one interval that began at `time`. */
export interface Candle {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** Candles kept of each series: a chart full, and what bounds the memory. */
const MAX_CANDLES = 300;

/** The newest candles of one symbol at one interval. An interval without a trade has none. */
export class CandleSeries {
  readonly #intervalMs: number;
  readonly #candles: Candle[] = [];

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  /** Takes a trade in; trades come in the order of time. */
  add(time: number, price: number, volume: number): void {
    const start = Math.floor(time / this.#intervalMs) * this.#intervalMs;
    const last = this.#candles.at(-1);
    if (last !== undefined && start <= last.time) {
      const { open, high, low } = last;
      this.#candles[this.#candles.length - 1] = {
        time: last.time,
        open,
        high: Math.max(high, price),
        low: Math.min(low, price),
        close: price,
        volume: last.volume + volume,
      };
      return;
    }
    this.#candles.push({ time: start, open: price, high: price, low: price, close: price, volume });
    if (this.#candles.length > MAX_CANDLES) this.#candles.shift();
  }

  /** The newest so many, oldest first. */
  newest(count: number): readonly Candle[] {
    return this.#candles.slice(-count);
  }

  /** Those that began at a time or later, oldest first. */
  since(time: number): readonly Candle[] {
    const index = this.#candles.findLastIndex((candle) => candle.time < time);
    return this.#candles.slice(index + 1);
  }
}
