import { describe, expect, it } from 'vitest';
import { cents, dollars, wireTrade } from '../../server/wire.ts';

describe('cents and dollars', () => {
  it('come back as they were, and are rounded to the cent', () => {
    for (const price of [1, 29, 4_217, 10_000_001]) expect(cents(dollars(price))).toBe(price);
    expect([dollars(475.4), cents(0.1 + 0.2), cents(1.005)]).toEqual([4.75, 30, 100]);
  });
});

describe('wireTrade', () => {
  it('tells whole milliseconds', () => {
    const trade = { number: 1, symbol: 'ACME', quantity: 2, side: 'buy' } as const;
    expect(wireTrade({ ...trade, time: 5.7, price: 417 })).toEqual({ ...trade, time: 5, price: 4.17 });
  });
});
