import type { Candle, Instrument, Quote, Trade } from '../../contract.ts';

/** Values as the server sends them, with what a test does not care about filled in. */
export const sample = {
  instrument: (given: Partial<Instrument> = {}): Instrument => ({
    symbol: 'ACME',
    name: 'Acme Robotics',
    sector: 'Industry',
    previousClose: 100,
    ...given,
  }),
  quote: (given: Partial<Quote> = {}): Quote => ({
    symbol: 'ACME',
    revision: 1,
    bid: 99.99,
    ask: 100.01,
    last: 100,
    high: 101,
    low: 99,
    volume: 1_000,
    isHalted: false,
    ...given,
  }),
  trade: (given: Partial<Trade> = {}): Trade => ({
    number: 1,
    time: 0,
    symbol: 'ACME',
    price: 100,
    quantity: 10,
    side: 'buy',
    ...given,
  }),
  candle: (given: Partial<Candle> = {}): Candle => ({ time: 0, open: 1, high: 2, low: 1, close: 2, volume: 10, ...given }),
};
