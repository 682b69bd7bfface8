import { contract, event, procedure, topic } from '@trunkline/protocol';
import Type from 'typebox';

/** Name of an instrument, as `ACME`. */
const SymbolName = Type.String({ minLength: 1, maxLength: 12 });
const SymbolParams = Type.Object({ symbol: SymbolName });

/** Money per share, in dollars with two decimals. */
const Price = Type.Number();
/** Shares. */
const Quantity = Type.Integer({ minimum: 1, maximum: 1_000_000 });
/** Milliseconds since 1970. */
const Time = Type.Integer();
const Side = Type.Union([Type.Literal('buy'), Type.Literal('sell')]);

const Instrument = Type.Object({ symbol: SymbolName, name: Type.String(), sector: Type.String(), previousClose: Price });

/** The newest state of an instrument. `revision` counts its quotes by one, so whoever sees some of them knows how many were conflated. */
const Quote = Type.Object({
  symbol: SymbolName,
  revision: Type.Integer(),
  bid: Price,
  ask: Price,
  last: Price,
  /** Highest and lowest price since the exchange opened. */
  high: Price,
  low: Price,
  /** Shares traded since the exchange opened. */
  volume: Type.Integer(),
  /** Whether trading is interrupted, because the price moved too far too fast. */
  isHalted: Type.Boolean(),
});

/** One trade. `number` counts the trades of the whole market by one since it opened, so a hole would show. */
const Trade = Type.Object({
  number: Type.Integer(),
  time: Time,
  symbol: SymbolName,
  price: Price,
  quantity: Type.Integer(),
  /** Of whoever took what the book offered. */
  side: Side,
});

/** The newest trades, oldest first, of an exchange that opened then. After another opening other trades have these numbers. */
const RecentTrades = Type.Object({ openedAt: Time, trades: Type.Array(Trade) });

/** Open, high, low and close of one interval that began at `time`. */
const Candle = Type.Object({ time: Time, open: Price, high: Price, low: Price, close: Price, volume: Type.Integer() });

/** Lengths of a candle. */
const Interval = Type.Union([Type.Literal(1_000), Type.Literal(10_000), Type.Literal(60_000)]);

/** A limit order that is filled at once as far as the book allows; the rest is cancelled. */
const NewOrder = Type.Object({
  /** Chosen by the trader: the same id is executed once, however often it is placed. */
  id: Type.String({ minLength: 8, maxLength: 64 }),
  symbol: SymbolName,
  side: Side,
  quantity: Quantity,
  limit: Price,
});

const Execution = Type.Object({
  id: Type.String(),
  symbol: SymbolName,
  side: Side,
  /** Shares bought or sold; less than asked for when the book had no more within the limit. */
  filled: Type.Integer(),
  /** Of the filled shares; the limit when there are none. */
  averagePrice: Price,
  /** What the trader has now: money, and shares of that symbol. */
  cash: Price,
  position: Type.Integer(),
});

const Position = Type.Object({ symbol: SymbolName, quantity: Type.Integer() });

/** What the page and its server agree on. */
export const ticker = contract({
  procedures: {
    /** The server's time; its round trip is the latency. */
    ping: procedure({ kind: 'query', result: Time }),
    instruments: procedure({ kind: 'query', result: Type.Array(Instrument) }),
    /**
     * The newest `count` candles, oldest first, then the last one again whenever it changed, and each new one.
     * It ends when the server closes; whoever wants more asks again.
     */
    candles: procedure({
      kind: 'query',
      params: Type.Object({ symbol: SymbolName, intervalMs: Interval, count: Type.Integer({ minimum: 1, maximum: 300 }) }),
      item: Candle,
      errors: { UnknownSymbol: SymbolParams },
    }),
    /** What the calling trader has. Who that is the credentials say: any secret of 8 to 64 characters that the page made. */
    account: procedure({ kind: 'query', result: Type.Object({ cash: Price, positions: Type.Array(Position) }) }),
    orders: {
      place: procedure({
        params: NewOrder,
        result: Execution,
        errors: {
          UnknownSymbol: SymbolParams,
          /** The limit is too far from the last price. */
          PriceOutOfBand: Type.Object({ low: Price, high: Price }),
          NotEnoughCash: Type.Object({ available: Price, needed: Price }),
          NotEnoughShares: Type.Object({ available: Type.Integer() }),
          MarketHalted: null,
        },
      }),
    },
    /** Cuts the caller's own TCP connection, without a goodbye; the answer comes once the session goes on. */
    drop: procedure({}),
    /** Restarts this server, under the clients that are connected; exchange and broker live on. */
    restart: procedure({}),
  },
  topics: {
    /** The whole market: whoever joins gets the newest quote of every symbol first. */
    market: topic({ events: { tick: event(Quote, { delivery: 'latest', key: 'symbol' }) } }),
    /** All trades. Whoever joins, or missed too much, gets the newest 200 first. */
    tape: topic({
      snapshot: RecentTrades,
      events: { trade: event(Trade, { delivery: 'log' }) },
      retain: { count: 5_000, ageMs: 120_000 },
    }),
    /** Who watches. */
    floor: topic({ events: {}, presence: Type.Object({ name: Type.String({ minLength: 1, maxLength: 24 }) }) }),
  },
});

/** What clients know of it: `connect<Ticker>(url)`. */
export type Ticker = typeof ticker;

// Payloads, as both sides have them.

/** What is traded. */
export type Instrument = Type.Static<typeof Instrument>;
/** The newest state of an instrument. */
export type Quote = Type.Static<typeof Quote>;
/** One trade of the tape. */
export type Trade = Type.Static<typeof Trade>;
/** What the tape begins with. */
export type RecentTrades = Type.Static<typeof RecentTrades>;
/** What a price did in one interval. */
export type Candle = Type.Static<typeof Candle>;
/** The length of a candle, in ms. */
export type Interval = Type.Static<typeof Interval>;
/** What a trader orders. */
export type NewOrder = Type.Static<typeof NewOrder>;
/** What an order came to. */
export type Execution = Type.Static<typeof Execution>;
