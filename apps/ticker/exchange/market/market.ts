import type { Instrument, QuoteEvent, TakingOrder, TradeEvent, Venue, VenueEvent } from '../venue.ts';
import { type Account, Accounts, type Execution, settle } from './accounts.ts';
import { CandleSeries } from './candle-series.ts';
import { type Refusal, refusalOf } from './order-check.ts';

/** The newest state of a symbol; `revision` counts them by one. */
export interface Quote {
  readonly symbol: string;
  readonly revision: number;
  readonly bid: number;
  readonly ask: number;
  readonly last: number;
  readonly high: number;
  readonly low: number;
  readonly volume: number;
  readonly isHalted: boolean;
}

/** A trade; `number` counts them by one, over all symbols. */
export interface Trade extends Omit<TradeEvent, 'kind'> {
  readonly number: number;
}

/** What is to be published, in order. */
export interface Updates {
  readonly quotes: readonly Quote[];
  readonly trades: readonly Trade[];
}

/** An order under a name that its trader chose, by which a repeat is known. */
export interface Order extends TakingOrder {
  readonly id: string;
}

/** The lengths of candles that are kept, in ms. */
export const INTERVALS = [1_000, 10_000, 60_000] as const;
export type Interval = (typeof INTERVALS)[number];

/** Trades of the whole market that are kept for those who join. */
const RECENT_TRADES = 200;

/** What became of an order. */
export type Placement =
  | { readonly kind: 'executed'; readonly execution: Execution }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** What is known of a venue: quotes, numbered trades, candles and what traders have. All of it is bounded. */
export class Market {
  readonly #venue: Venue;
  readonly #quotes: Map<string, Quote>;
  readonly #candles: ReadonlyMap<string, Readonly<Record<Interval, CandleSeries>>>;
  readonly #accounts = new Accounts();
  readonly #trades: Trade[] = [];
  #number = 0;
  #pending: { readonly quotes: Quote[]; readonly trades: Trade[] } = { quotes: [], trades: [] };

  constructor(venue: Venue) {
    this.#venue = venue;
    this.#quotes = new Map(venue.instruments.map((instrument) => [instrument.symbol, openingQuote(instrument)]));
    this.#candles = new Map(venue.instruments.map(({ symbol }) => [symbol, emptySeries()]));
    for (const trade of venue.history()) this.#chart(trade);
  }

  get instruments(): readonly Instrument[] {
    return this.#venue.instruments;
  }

  /** The newest trades, oldest first. */
  get recentTrades(): readonly Trade[] {
    return this.#trades;
  }

  /** What a trader has. */
  account(trader: string): Account {
    return this.#accounts.of(trader);
  }

  /** The candles of a symbol; undefined: there is no such symbol. */
  candles(symbol: string, interval: Interval): CandleSeries | undefined {
    return this.#candles.get(symbol)?.[interval];
  }

  /** Lets time pass. @returns what is to be published, that which orders caused meanwhile first. */
  advance(now: number): Updates {
    this.#apply(this.#venue.advance(now));
    const updates = this.#pending;
    this.#pending = { quotes: [], trades: [] };
    return updates;
  }

  /** Executes an order, or answers what became of it when it was placed before. */
  place(order: Order, trader: string, now: number): Placement {
    const account = this.#accounts.of(trader);
    const known = account.executions.get(order.id);
    if (known !== undefined) return { kind: 'executed', execution: known };
    const quote = this.#quotes.get(order.symbol);
    const refusal: Refusal | undefined =
      quote === undefined ? { name: 'UnknownSymbol', symbol: order.symbol } : refusalOf(order, quote, account);
    if (refusal !== undefined) return { kind: 'refused', refusal };
    const events = this.#venue.take(order, now);
    this.#apply(events);
    return { kind: 'executed', execution: settle(account, order, events.filter(isTrade)) };
  }

  #apply(events: readonly VenueEvent[]): void {
    for (const event of events) {
      if (event.kind === 'trade') this.#trade(event);
      else this.#quote(event);
    }
  }

  #trade(event: TradeEvent): void {
    const { symbol, price, quantity, time, side } = event;
    this.#number += 1;
    const trade = { number: this.#number, time, symbol, price, quantity, side };
    this.#pending.trades.push(trade);
    this.#trades.push(trade);
    if (this.#trades.length > RECENT_TRADES) this.#trades.shift();
    this.#chart(event);
    const quote = this.#quotes.get(symbol);
    if (quote === undefined) return;
    const { high, low, volume } = quote;
    const seen = { last: price, high: Math.max(high, price), low: Math.min(low, price), volume: volume + quantity };
    this.#quotes.set(symbol, { ...quote, ...seen });
  }

  #quote({ symbol, bid, ask, isHalted }: QuoteEvent): void {
    const before = this.#quotes.get(symbol);
    if (before === undefined) return;
    const quote = { ...before, revision: before.revision + 1, bid, ask, isHalted };
    this.#quotes.set(symbol, quote);
    this.#pending.quotes.push(quote);
  }

  #chart({ symbol, time, price, quantity }: TradeEvent): void {
    const series = this.#candles.get(symbol);
    if (series !== undefined) for (const interval of INTERVALS) series[interval].add(time, price, quantity);
  }
}

function openingQuote({ symbol, previousClose: price }: Instrument): Quote {
  return { symbol, revision: 0, bid: price, ask: price, last: price, high: price, low: price, volume: 0, isHalted: false };
}

function emptySeries(): Readonly<Record<Interval, CandleSeries>> {
  return { 1000: new CandleSeries(1_000), 10000: new CandleSeries(10_000), 60000: new CandleSeries(60_000) };
}

function isTrade(event: VenueEvent): event is TradeEvent {
  return event.kind === 'trade';
}
