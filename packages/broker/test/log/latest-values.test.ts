import { describe, expect, it } from 'vitest';
import { LatestValues, MAX_LATEST_BYTES, MAX_LATEST_VALUES } from '../../src/log/latest-values.ts';

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

  it('lets go of the oldest past 16 MiB, but never of the newest', () => {
    const values = new LatestValues();
    const slots = () => values.current(0).map(({ slot }) => slot);
    values.set('a', payload(1), 1, 100);
    values.set('b', payload(MAX_LATEST_BYTES - 1), 2, 100);
    const seen = [slots()];
    for (const [version, bytes] of [[3, 1] as const, [4, MAX_LATEST_BYTES + 1] as const]) {
      values.set(`slot ${version}`, payload(bytes), version, 100);
      seen.push(slots());
    }
    expect([seen, values.bytes]).toEqual([[['a', 'b'], ['b', 'slot 3'], ['slot 4']], MAX_LATEST_BYTES + 1]);
  });

  it('takes the memory of slots and payloads, and of what is around them', () => {
    const values = new LatestValues();
    const footprints = [
      () => values.set('slot', payload(7), 1, 100),
      () => values.set('slot', payload(5), 2, 100),
      () => values.dropOldest(),
    ].map((step) => {
      step();
      return values.footprint;
    });
    expect(footprints).toEqual([512 + 8 + 7, 512 + 8 + 5, 0]);
    values.dropOldest();
    expect([values.bytes, values.footprint]).toEqual([0, 0]);
  });
});
