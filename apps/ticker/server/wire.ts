import type * as wire from '../contract.ts';
import type { Execution } from '../exchange/market/accounts.ts';
import type { Candle } from '../exchange/market/candle-series.ts';
import type { Quote, Trade } from '../exchange/market/market.ts';
import type { Instrument } from '../exchange/venue.ts';

// The exchange has cents, the contract has dollars.

/** Cents as dollars, to the cent. */
export function dollars(cents: number): number {
  return Math.round(cents) / 100;
}

/** Dollars as whole cents. */
export function cents(dollars: number): number {
  return Math.round(dollars * 100);
}

export function wireInstrument({ previousClose, ...rest }: Instrument): wire.Instrument {
  return { ...rest, previousClose: dollars(previousClose) };
}

export function wireQuote({ bid, ask, last, high, low, ...rest }: Quote): wire.Quote {
  return { ...rest, bid: dollars(bid), ask: dollars(ask), last: dollars(last), high: dollars(high), low: dollars(low) };
}

export function wireTrade({ time, price, ...rest }: Trade): wire.Trade {
  return { ...rest, time: Math.floor(time), price: dollars(price) };
}

export function wireCandle({ time, open, high, low, close, volume }: Candle): wire.Candle {
  return { time, open: dollars(open), high: dollars(high), low: dollars(low), close: dollars(close), volume };
}

export function wireExecution({ averagePrice, cash, ...rest }: Execution): wire.Execution {
  return { ...rest, averagePrice: dollars(averagePrice), cash: dollars(cash) };
}
