import { describe, expect, it } from 'vitest';
import { LatestValues, MAX_LATEST_VALUES } from '../../src/log/latest-values.ts';

const payload = (bytes: number) => new Uint8Array(bytes);

describe('LatestValues', () => {
  it('keeps the newest of each slot, in the order of publication', () => {
    const values = new LatestValues();
    values.set('a', payload(1), 1, 100);
    values.set('b', payload(2), 2, 100);
    values.set('a', payload(3), 3, 100);
    expect(values.current(0)).toEqual([
      { slot: 'b', payload: payload(2), version: 2, expiresInMs: 100 },
      { slot: 'a', payload: payload(3), version: 3, expiresInMs: 100 },
    ]);
    expect([values.size, values.bytes]).toEqual([2, 5]);
  });

  it('lets go of a value when its own time is over', () => {
    const values = new LatestValues();
    values.set('long', payload(1), 1, 200);
    values.set('short', payload(2), 2, 100);
    expect(values.current(99).map(({ slot, expiresInMs }) => [slot, expiresInMs])).toEqual([
      ['long', 101],
      ['short', 1],
    ]);
    expect(values.current(100)).toEqual([{ slot: 'long', payload: payload(1), version: 1, expiresInMs: 100 }]);
    expect([values.size, values.bytes]).toEqual([1, 1]);
  });

  it('lets go of the oldest past 10,000', () => {
    const values = new LatestValues();
    for (let slot = 0; slot <= MAX_LATEST_VALUES; slot += 1) values.set(`${slot}`, payload(1), slot, 100);
    expect([values.size, values.bytes, values.current(0)[0]?.slot]).toEqual([MAX_LATEST_VALUES, MAX_LATEST_VALUES, '1']);
  });

  it('tells how many bytes it lets go', () => {
    const values = new LatestValues();
    values.set('a', payload(7), 1, 100);
    expect([values.dropOldest(), values.dropOldest(), values.bytes]).toEqual([7, 0, 0]);
  });
});
