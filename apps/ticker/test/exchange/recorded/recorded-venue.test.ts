import { describe, expect, it } from 'vitest';
import { RecordedVenue } from '../../../exchange/recorded/recorded-venue.ts';

const trade = (time: number, symbol: string, price: number, side: 'buy' | 'sell') =>
  ({ kind: 'trade', time, symbol, price, quantity: 5, side }) as const;
const quote = (time: number, symbol: string, bid: number, ask: number) =>
  ({ kind: 'quote', time, symbol, bid, ask, isHalted: false }) as const;

const TRADES = [trade(500, 'BETA', 10_000, 'buy'), trade(700, 'ACME', 20, 'sell'), trade(1_500, 'BETA', 10_010, 'sell')];

describe('RecordedVenue', () => {
  it('lists the symbols of the file, with their first prices', () => {
    expect(new RecordedVenue(TRADES, 0).instruments).toEqual([
      { symbol: 'ACME', name: 'ACME', sector: 'Recorded', previousClose: 20 },
      { symbol: 'BETA', name: 'BETA', sector: 'Recorded', previousClose: 10_000 },
    ]);
  });

  it('plays trades as they were spaced, each with the quote that it tells of', () => {
    const venue = new RecordedVenue(TRADES, 90_000);
    expect(venue.advance(90_199)).toEqual([trade(90_000, 'BETA', 10_000, 'buy'), quote(90_000, 'BETA', 9_995, 10_000)]);
    expect(venue.advance(90_200)).toEqual([trade(90_200, 'ACME', 20, 'sell'), quote(90_200, 'ACME', 20, 21)]);
    expect(venue.advance(90_200)).toEqual([]);
  });

  it('begins again a second behind the last trade', () => {
    const venue = new RecordedVenue(TRADES, 0);
    expect(
      venue
        .advance(2_000)
        .filter(({ kind }) => kind === 'trade')
        .map(({ time }) => time),
    ).toEqual([0, 200, 1_000, 2_000]);
  });

  it('leaves out the rounds that nobody advanced it in', () => {
    const venue = new RecordedVenue(TRADES, 0);
    venue.advance(0);
    expect(venue.advance(86_400_000).length).toBeLessThan(13);
    expect(venue.advance(86_402_000).length).toBeGreaterThan(5);
  });

  it('fills orders within their limit, at bid and ask', () => {
    const venue = new RecordedVenue(TRADES, 0);
    venue.advance(0);
    const order = { symbol: 'BETA', quantity: 3, limit: 10_000 } as const;
    expect(venue.take({ ...order, side: 'buy' }, 7)).toEqual([
      { kind: 'trade', time: 7, symbol: 'BETA', side: 'buy', price: 10_000, quantity: 3 },
      quote(7, 'BETA', 9_995, 10_000),
    ]);
    expect(venue.take({ ...order, side: 'sell' }, 7)).toEqual([]);
    expect(venue.take({ ...order, symbol: 'ACME', side: 'buy' }, 7)).toEqual([]); // which has no quote yet
  });

  it('has no history', () => {
    expect([...new RecordedVenue(TRADES, 0).history()]).toEqual([]);
  });
});
