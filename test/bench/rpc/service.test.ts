import { describe, expect, it } from 'vitest';
import { readingsOf, receiptOf } from './service.ts';

describe('receiptOf', () => {
  it('answers by what was posted', () => {
    expect(receiptOf({ room: 'lobby', text: 'four', isUrgent: false })).toEqual({ isNew: true, offset: 4 });
  });
});

describe('readingsOf', () => {
  it('makes as many items as were asked for', async () => {
    const readings: unknown[] = [];
    for await (const reading of readingsOf({ symbol: 'ACME', count: 2 })) readings.push(reading);
    expect(readings).toEqual([
      { symbol: 'ACME', price: 0, tick: 0 },
      { symbol: 'ACME', price: 0.25, tick: 1 },
    ]);
  });
});
