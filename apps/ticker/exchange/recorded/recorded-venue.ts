import type { Instrument, QuoteEvent, TakingOrder, TradeEvent, Venue, VenueEvent } from '../venue.ts';

/** What lies between bid and ask where only trades are known, as a share of the price; at least a cent. */
const SPREAD = 0.0005;

/** Between the last trade and the first one of the next round, in ms. */
const PAUSE_MS = 1_000;

/** Plays recorded trades as they were spaced, again and again. Its book has one level on each side, which is never used up. */
export class RecordedVenue implements Venue {
  readonly instruments: readonly Instrument[];
  readonly #trades: readonly TradeEvent[];
  readonly #quotes = new Map<string, QuoteEvent>();
  #next = 0;
  /** What is added to a recorded time in this round. */
  #shiftMs: number;
  readonly #roundMs: number;

  /** Begins with the first of the trades, of which there is at least one, in the order of time. */
  constructor(trades: readonly TradeEvent[], openAt: number) {
    const [start, end] = [trades[0]?.time ?? 0, trades.at(-1)?.time ?? 0];
    const first = new Map<string, number>();
    for (const { symbol, price } of trades) if (!first.has(symbol)) first.set(symbol, price);
    this.instruments = [...first].sort().map(([symbol, previousClose]) => ({ symbol, name: symbol, sector: 'Recorded', previousClose }));
    this.#trades = trades;
    this.#shiftMs = openAt - start;
    this.#roundMs = end - start + PAUSE_MS;
  }

  /** None: the file has all. */
  history(): Iterable<TradeEvent> {
    return [];
  }

  advance(now: number): VenueEvent[] {
    const events: VenueEvent[] = [];
    for (;;) {
      const trade = this.#trades[this.#next];
      if (trade === undefined || trade.time + this.#shiftMs > now) return events;
      const played = { ...trade, time: trade.time + this.#shiftMs };
      events.push(played, this.#quoteAround(played));
      this.#next += 1;
      if (this.#next === this.#trades.length) this.#beginAgain(now);
    }
  }

  take({ symbol, side, quantity, limit }: TakingOrder, now: number): VenueEvent[] {
    const quote = this.#quotes.get(symbol);
    const price = side === 'buy' ? quote?.ask : quote?.bid;
    if (quote === undefined || price === undefined || (side === 'buy' ? price > limit : price < limit)) return [];
    return [
      { kind: 'trade', time: now, symbol, side, price, quantity },
      { ...quote, time: now },
    ];
  }

  #beginAgain(now: number): void {
    this.#next = 0;
    this.#shiftMs += this.#roundMs;
    // Whoever slept for several rounds has missed them.
    const lateMs = now - this.#shiftMs - (this.#trades[0]?.time ?? 0);
    if (lateMs > this.#roundMs) this.#shiftMs += lateMs;
  }

  /** Who bought paid what was asked, and who sold got what was bid. */
  #quoteAround({ time, symbol, price, side }: TradeEvent): QuoteEvent {
    const spread = Math.max(1, Math.round(price * SPREAD));
    const bid = side === 'buy' ? price - spread : price;
    const quote: QuoteEvent = { kind: 'quote', time, symbol, bid, ask: bid + spread, isHalted: false };
    this.#quotes.set(symbol, quote);
    return quote;
  }
}
