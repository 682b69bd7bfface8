// Where trading happens, simulated or recorded. Prices are whole cents here and below, so that sums are exact;
// time is an argument, in ms since 1970, and never read.

export type Side = 'buy' | 'sell';

/** What is traded. */
export interface Instrument {
  readonly symbol: string;
  readonly name: string;
  readonly sector: string;
  readonly previousClose: number;
}

/** Somebody took what the book offered. */
export interface TradeEvent {
  readonly kind: 'trade';
  readonly time: number;
  readonly symbol: string;
  readonly price: number;
  readonly quantity: number;
  /** Of whoever took. */
  readonly side: Side;
}

/** The best prices of a symbol, or whether it is traded, changed. Follows the trades that caused it. */
export interface QuoteEvent {
  readonly kind: 'quote';
  readonly time: number;
  readonly symbol: string;
  readonly bid: number;
  readonly ask: number;
  readonly isHalted: boolean;
}

export type VenueEvent = TradeEvent | QuoteEvent;

/** An order that takes at once what the book has within its limit. */
export interface TakingOrder {
  readonly symbol: string;
  readonly side: Side;
  readonly quantity: number;
  readonly limit: number;
}

/** A place where instruments are traded. */
export interface Venue {
  readonly instruments: readonly Instrument[];
  /** Coarse trades of the time before it opened, for charts; in the order of time for each symbol. */
  history(): Iterable<TradeEvent>;
  /** What happened until `now`, in the order of time. The same, however often it is asked meanwhile. */
  advance(now: number): VenueEvent[];
  /** Takes from the book of a symbol that it has. */
  take(order: TakingOrder, now: number): VenueEvent[];
}
