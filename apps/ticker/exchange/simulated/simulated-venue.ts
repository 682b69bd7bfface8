import { Random, seedOf } from '../random.ts';
import type { Instrument, TakingOrder, TradeEvent, Venue, VenueEvent } from '../venue.ts';
import { livelinessAt } from './bursts.ts';
import { listing } from './listing.ts';
import { Stock } from './stock.ts';

/** Quotes of all stocks in a second when the market is calm. */
const QUOTES_PER_S = 2_400;

/** Most ms that it catches up with. Whoever slept longer finds that the market slept too. */
const MAX_CATCH_UP_MS = 10_000;

/** An exchange of 200 stocks that a seed decides: same seed, same market, however often it is advanced. */
export class SimulatedVenue implements Venue {
  readonly instruments: readonly Instrument[];
  readonly #stocks: ReadonlyMap<string, Stock>;
  #now: number;

  constructor(seed: number, openAt: number) {
    const random = new Random(seed);
    this.instruments = listing(seed);
    this.#now = openAt;
    const busyness = this.instruments.map(() => 0.3 + random.exponential(1));
    const quotesOfOne = QUOTES_PER_S / busyness.reduce((sum, share) => sum + share);
    this.#stocks = new Map(
      this.instruments.map((instrument, index) => {
        const traits = {
          instrument,
          seed: seedOf(seed, index),
          rate: quotesOfOne * (busyness[index] ?? 1),
          volatility: random.between(0.0002, 0.0008),
          halfSpread: random.between(0.0001, 0.0004),
          // Worth 5,000 dollars.
          lot: Math.ceil(500_000 / instrument.previousClose),
          livelinessAt: (time: number) => livelinessAt(seed, time),
        };
        return [instrument.symbol, new Stock(traits, openAt)];
      }),
    );
  }

  *history(): Generator<TradeEvent> {
    for (const stock of this.#stocks.values()) yield* stock.history();
  }

  advance(now: number): VenueEvent[] {
    const skippedMs = now - this.#now - MAX_CATCH_UP_MS;
    if (skippedMs > 0) for (const stock of this.#stocks.values()) stock.postpone(skippedMs);
    this.#now = now;
    const events: VenueEvent[] = [];
    for (const stock of this.#stocks.values()) stock.advance(now, events);
    // Stable: what happened to one stock at one time stays in order.
    return events.sort((a, b) => a.time - b.time);
  }

  take(order: TakingOrder, now: number): VenueEvent[] {
    const events: VenueEvent[] = [];
    this.#stocks.get(order.symbol)?.take(order, now, events);
    return events;
  }
}
