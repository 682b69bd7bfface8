import { describe, expect, it } from 'vitest';
import { Market } from '../../../exchange/market/market.ts';
import { RecordedVenue } from '../../../exchange/recorded/recorded-venue.ts';
import { SimulatedVenue } from '../../../exchange/simulated/simulated-venue.ts';

const NOW = 10_000;

/** One symbol, sold at 100.00 dollars: bid 100.00, ask 100.05; and one that is not quoted yet. */
function openMarket(): Market {
  const market = new Market(
    new RecordedVenue(
      [
        { kind: 'trade', time: 0, symbol: 'ACME', price: 10_000, quantity: 5, side: 'sell' },
        { kind: 'trade', time: 60_000, symbol: 'BETA', price: 500, quantity: 5, side: 'sell' },
      ],
      NOW,
    ),
  );
  market.advance(NOW);
  return market;
}

const ORDER = { id: 'order-one', symbol: 'ACME', side: 'buy', quantity: 10, limit: 10_005 } as const;
const BOUGHT = { id: 'order-one', symbol: 'ACME', side: 'buy', filled: 10, averagePrice: 10_005, cash: 9_899_950, position: 10 };

describe('Market', () => {
  it('numbers trades over all symbols, and quotes by symbol', () => {
    const market = new Market(new SimulatedVenue(1, NOW));
    const updates = Array.from({ length: 100 }, (_, index) => market.advance(NOW + 20 * index));
    const trades = updates.flatMap((update) => update.trades);
    expect(trades.map(({ number }) => number)).toEqual(trades.map((_, index) => index + 1));
    const revisions = updates.flatMap((update) => update.quotes).filter(({ symbol }) => symbol === 'ALDB');
    expect(revisions.map(({ revision }) => revision)).toEqual(revisions.map((_, index) => index + 1));
    expect(trades.length * revisions.length).toBeGreaterThan(0);
  });

  it('makes quotes that know the trades so far', () => {
    const market = openMarket();
    market.place(ORDER, 'ann', NOW + 1);
    expect(market.advance(NOW + 2)).toEqual({
      trades: [{ number: 2, time: NOW + 1, symbol: 'ACME', price: 10_005, quantity: 10, side: 'buy' }],
      quotes: [
        { symbol: 'ACME', revision: 2, bid: 10_000, ask: 10_005, last: 10_005, high: 10_005, low: 10_000, volume: 15, isHalted: false },
      ],
    });
    expect(market.advance(NOW + 2)).toEqual({ trades: [], quotes: [] });
  });

  it('keeps the newest 200 trades for those who join', () => {
    const market = new Market(new SimulatedVenue(1, NOW));
    const { trades } = market.advance(NOW + 5_000);
    expect(trades.length).toBeGreaterThan(200);
    expect(market.recentTrades).toEqual(trades.slice(-200));
  });

  it('has candles of the history, and of what was traded since', () => {
    const market = new Market(new SimulatedVenue(1, 1_000_000_000));
    expect(market.candles('ALDB', 60_000)?.newest(1_000).length).toBeGreaterThan(290);
    market.advance(1_000_010_000);
    expect(market.candles('ALDB', 1_000)?.newest(1)[0]?.time).toBeGreaterThan(1_000_000_000);
    expect(market.candles('NONE', 1_000)).toBeUndefined();
  });

  it('executes an order and books it', () => {
    const market = openMarket();
    expect(market.place(ORDER, 'ann', NOW)).toEqual({ kind: 'executed', execution: BOUGHT });
    const sale = { ...ORDER, id: 'order-two', side: 'sell', limit: 9_100 } as const;
    expect(market.place(sale, 'ann', NOW)).toEqual({
      kind: 'executed',
      execution: { id: 'order-two', symbol: 'ACME', side: 'sell', filled: 10, averagePrice: 10_000, cash: 9_999_950, position: 0 },
    });
    expect([...market.account('ann').positions]).toEqual([]);
  });

  it('executes an order once, however often it is placed', () => {
    const market = openMarket();
    expect([1, 2, 3].map(() => market.place(ORDER, 'ann', NOW))).toEqual(Array(3).fill({ kind: 'executed', execution: BOUGHT }));
    expect(market.advance(NOW).trades.length).toBe(1);
    expect(market.account('ann').cash).toBe(BOUGHT.cash);
    expect(market.account('bob').cash).toBe(10_000_000);
  });

  it('fills nothing beyond the limit', () => {
    const execution = { ...BOUGHT, filled: 0, averagePrice: 10_004, cash: 10_000_000, position: 0 };
    expect(openMarket().place({ ...ORDER, limit: 10_004 }, 'ann', NOW)).toEqual({ kind: 'executed', execution });
  });

  it.each([
    { change: { symbol: 'NONE' }, refusal: { name: 'UnknownSymbol', symbol: 'NONE' } },
    { change: { limit: 11_001 }, refusal: { name: 'PriceOutOfBand', low: 9_000, high: 11_000 } },
    { change: { limit: 8_999 }, refusal: { name: 'PriceOutOfBand', low: 9_000, high: 11_000 } },
    { change: { quantity: 1_000 }, refusal: { name: 'NotEnoughCash', available: 10_000_000, needed: 10_005_000 } },
    { change: { side: 'sell' }, refusal: { name: 'NotEnoughShares', available: 0 } },
  ] as const)('refuses: $refusal.name for $change', ({ change, refusal }) => {
    const market = openMarket();
    expect(market.place({ ...ORDER, ...change }, 'ann', NOW)).toEqual({ kind: 'refused', refusal });
    expect(market.advance(NOW)).toEqual({ trades: [], quotes: [] });
  });

  it('refuses orders for what is halted', () => {
    const market = new Market(new SimulatedVenue(1, NOW));
    for (let now = NOW; now < NOW + 600_000; now += 100) {
      const halted = market.advance(now).quotes.find(({ isHalted }) => isHalted);
      if (halted === undefined) continue;
      const order = { ...ORDER, symbol: halted.symbol, limit: halted.last };
      expect(market.place(order, 'ann', now)).toEqual({ kind: 'refused', refusal: { name: 'MarketHalted' } });
      return;
    }
    throw new Error('nothing was halted in ten minutes');
  });
});
