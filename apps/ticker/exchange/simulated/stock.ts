import { Random } from '../random.ts';
import type { Instrument, Side, TakingOrder, TradeEvent, VenueEvent } from '../venue.ts';
import { recall } from './history.ts';
import { OrderBook } from './order-book.ts';
import { PricePath } from './price-path.ts';

/** How one stock of the simulation behaves. */
export interface StockTraits {
  readonly instrument: Instrument;
  readonly seed: number;
  /** Quotes in a second when the market is calm. */
  readonly rate: number;
  /** Standard deviation of the price within a second, as a share of it. */
  readonly volatility: number;
  /** Half of what lies between bid and ask, as a share of the price. */
  readonly halfSpread: number;
  /** Shares of a usual order. */
  readonly lot: number;
  /** How many times livelier than usual the market is at a time. */
  livelinessAt(time: number): number;
}

/** How many quotes come with a trade: so few that what a page misses in ten seconds is one recovery of Trunkline, 1,000 events. */
const TRADE_SHARE = 0.018;

/** What takers want, in usual orders of makers: most of them find it at the best price. */
const TAKER_LOTS = 0.3;

/** How many quotes come with news, which make a stock more volatile for some seconds. */
const NEWS_SHARE = 1 / 4_000;
const NEWS_AGITATION = 12;

/** A price that moves by such a share within so many ms is halted for so many. */
const HALT_SHARE = 0.025;
const HALT_WINDOW_MS = 10_000;
const HALT_MS = 8_000;

/** Levels behind the best price among which makers renew one at a time. */
const RENEWED_LEVELS = 8;

/**
 * One stock: a book whose makers follow a price path, and takers who come at random.
 *
 * It draws from a generator of its own, so what happens depends neither on how often it is advanced nor on other stocks.
 */
export class Stock {
  readonly #traits: StockTraits;
  readonly #openAt: number;
  readonly #random: Random;
  readonly #path: PricePath;
  readonly #book = new OrderBook();
  #last: number;
  #at: number;
  #nextAt: number;
  #agitatedUntil = 0;
  #haltedUntil = 0;
  /** The price that the last one is measured against, and since when. */
  #reference: { readonly price: number; readonly at: number };

  constructor(traits: StockTraits, openAt: number) {
    this.#traits = traits;
    this.#openAt = openAt;
    this.#random = new Random(traits.seed);
    this.#path = new PricePath(traits.instrument.previousClose, traits.volatility);
    this.#last = traits.instrument.previousClose;
    for (const { price } of this.#recall(this.#path, this.#random)) this.#last = price;
    this.#reference = { price: this.#last, at: openAt };
    this.#at = openAt;
    this.#nextAt = openAt;
    for (let count = 0; count < 2 * RENEWED_LEVELS; count += 1) this.#makeMarket();
  }

  /** The trades before it opened, the same each time. */
  history(): Iterable<TradeEvent> {
    const { instrument, volatility, seed } = this.#traits;
    return this.#recall(new PricePath(instrument.previousClose, volatility), new Random(seed));
  }

  /** Appends what happens until `now`; it begins with a quote at the opening. */
  advance(now: number, events: VenueEvent[]): void {
    while (this.#nextAt <= now) this.#step(this.#nextAt, events);
  }

  /** Leaves out the next so many ms. */
  postpone(ms: number): void {
    this.#at += ms;
    this.#nextAt += ms;
  }

  /** Appends what an order takes from the book: nothing while the stock is halted. */
  take({ side, quantity, limit }: TakingOrder, now: number, events: VenueEvent[]): void {
    if (this.#isHalted(now)) return;
    this.#trade(side, quantity, limit, now, events);
    this.#quote(now, events);
  }

  #step(time: number, events: VenueEvent[]): void {
    const { rate, livelinessAt } = this.#traits;
    this.#path.step(time - this.#at, this.#random, time < this.#agitatedUntil ? NEWS_AGITATION : 1);
    this.#at = time;
    this.#nextAt = time + this.#random.exponential(1_000 / (rate * livelinessAt(time)));
    if (this.#isHalted(time)) return;
    if (this.#random.next() < NEWS_SHARE) this.#agitatedUntil = time + this.#random.between(2_000, 6_000);
    this.#makeMarket();
    if (this.#random.next() < TRADE_SHARE) {
      const side = this.#random.next() < 0.5 ? 'buy' : 'sell';
      this.#trade(side, this.#quantity(TAKER_LOTS), side === 'buy' ? Number.POSITIVE_INFINITY : 0, time, events);
    }
    this.#haltIfTooFast(time);
    this.#quote(time, events);
  }

  /** Makers move their best prices to where the path is, and renew one level behind them. */
  #makeMarket(): void {
    const { halfSpread } = this.#traits;
    const fair = this.#path.value + this.#random.between(-0.5, 0.5);
    const bid = Math.max(1, Math.floor(fair * (1 - halfSpread)));
    const ask = Math.max(bid + 1, Math.ceil(fair * (1 + halfSpread)));
    this.#book.withdraw('buy', bid);
    this.#book.withdraw('sell', ask);
    for (const behind of [0, 1 + this.#random.below(RENEWED_LEVELS)]) {
      if (bid > behind) this.#book.offer('buy', { price: bid - behind, quantity: this.#quantity() });
      this.#book.offer('sell', { price: ask + behind, quantity: this.#quantity() });
    }
  }

  #trade(side: Side, quantity: number, limit: number, time: number, events: VenueEvent[]): void {
    const { symbol } = this.#traits.instrument;
    for (const level of this.#book.take(side, quantity, limit)) {
      events.push({ kind: 'trade', time, symbol, side, price: level.price, quantity: level.quantity });
      this.#last = level.price;
    }
  }

  #quantity(lots = 1): number {
    return 1 + Math.floor(this.#random.exponential(lots * this.#traits.lot));
  }

  #isHalted(time: number): boolean {
    return time < this.#haltedUntil;
  }

  #haltIfTooFast(time: number): void {
    const { price, at } = this.#reference;
    if (Math.abs(this.#last / price - 1) > HALT_SHARE) this.#haltedUntil = time + HALT_MS;
    else if (time - at < HALT_WINDOW_MS) return;
    this.#reference = { price: this.#last, at: time };
  }

  #quote(time: number, events: VenueEvent[]): void {
    const { symbol } = this.#traits.instrument;
    const bid = this.#book.best('buy') ?? this.#last;
    const ask = this.#book.best('sell') ?? this.#last;
    events.push({ kind: 'quote', time, symbol, bid, ask, isHalted: this.#isHalted(time) });
  }

  #recall(path: PricePath, random: Random): Iterable<TradeEvent> {
    const { instrument, lot, rate } = this.#traits;
    return recall(path, random, instrument.symbol, (TAKER_LOTS * lot * rate * TRADE_SHARE) / 1_000, this.#openAt);
  }
}
