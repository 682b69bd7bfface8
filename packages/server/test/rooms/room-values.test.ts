import { describe, expect, it } from 'vitest';
import { encodeEvent, RoomEvent } from '../../src/rooms/room-event.ts';
import { type RoomValue, RoomValues } from '../../src/rooms/room-values.ts';

const ALL = 1 << 30;

function value(
  version: number,
  { bytes = 1, expiresAt = 1_000 }: { readonly bytes?: number; readonly expiresAt?: number } = {},
): RoomValue {
  return { version, event: new RoomEvent(encodeEvent({ name: 'v', data: new Uint8Array(bytes) }), 0), expiresAt };
}

function versions(values: RoomValues, after = 0, maxBytes = ALL, now = 0): number[] {
  return values.after(after, maxBytes, now).map(({ version }) => version);
}

describe('RoomValues', () => {
  it('keeps the newest of each slot, in the order of their versions', () => {
    const values = new RoomValues();
    values.set('a', value(1));
    values.set('b', value(2));
    values.set('a', value(3));
    expect([versions(values), values.size]).toEqual([[2, 3], 2]);
  });

  it('keeps a newer value that was read before an older one is handed over, and the order whatever comes late', () => {
    const values = new RoomValues();
    values.merge([
      ['a', value(5)],
      ['b', value(3)],
    ]);
    expect([values.set('a', value(4)), values.set('c', value(4)), values.set('b', value(6))]).toEqual([false, true, true]);
    expect([versions(values), versions(values, 4), values.bytes]).toEqual([[4, 5, 6], [5, 6], 3 * value(1).event.bytes]);
  });

  it.each([
    [0, [1, 2, 3]],
    [1, [2, 3]],
    [2, [3]],
    [3, []],
    [4, []],
  ])('tells what is newer than version %d', (after, expected) => {
    const values = new RoomValues();
    for (const version of [1, 2, 3]) values.set(`${version}`, value(version));
    expect(versions(values, after)).toEqual(expected);
  });

  it('tells as many as fit, at least one', () => {
    const values = new RoomValues();
    for (const version of [1, 2, 3]) values.set(`${version}`, value(version, { bytes: 100 }));
    const [one] = values.after(0, ALL, 0);
    const bytes = one?.event.bytes ?? 0;
    expect([versions(values, 0, 2 * bytes), versions(values, 0, 2 * bytes - 1), versions(values, 0, 1)]).toEqual([[1, 2], [1], [1]]);
  });

  it('lets go of what is too old when it comes upon it', () => {
    const values = new RoomValues();
    values.set('a', value(1, { expiresAt: 10 }));
    values.set('b', value(2, { expiresAt: 20 }));
    expect([versions(values, 0, ALL, 9), versions(values, 0, ALL, 10), values.size]).toEqual([[1, 2], [2], 1]);
  });

  it('merges what the broker keeps: of each slot the newer one stays, in the order of versions', () => {
    const values = new RoomValues();
    values.set('a', value(5));
    values.set('b', value(7));
    values.merge([
      ['a', value(6)],
      ['b', value(2)],
      ['c', value(1)],
    ]);
    expect(versions(values)).toEqual([1, 6, 7]);
    values.set('d', value(8));
    expect(versions(values, 7)).toEqual([8]);
  });

  it('keeps 10,000 values; past it the one that was published longest ago goes', () => {
    const values = new RoomValues();
    for (let version = 1; version <= 10_000; version += 1) values.set(`${version}`, value(version));
    expect([values.size, versions(values)[0]]).toEqual([10_000, 1]);
    values.set('one more', value(10_001));
    expect([values.size, versions(values)[0]]).toEqual([10_000, 2]);
  });

  it('keeps 16 MiB; a value that replaces another does not count twice', () => {
    const values = new RoomValues();
    const mib = (1 << 20) - 100;
    for (let version = 1; version <= 16; version += 1) values.set(`${version}`, value(version, { bytes: mib }));
    values.set('16', value(17, { bytes: mib }));
    expect([values.size, values.bytes <= 16 << 20]).toEqual([16, true]);
    values.set('one more', value(18, { bytes: mib }));
    expect([versions(values)[0], values.bytes <= 16 << 20]).toEqual([2, true]);
  });

  it('keeps the newest value, however long it is', () => {
    const values = new RoomValues();
    values.set('a', value(1));
    values.set('b', value(2, { bytes: 17 << 20 }));
    expect(versions(values)).toEqual([2]);
  });

  it('forgets everything when it is cleared', () => {
    const values = new RoomValues();
    values.set('a', value(5));
    values.clear();
    expect([values.size, values.bytes, versions(values)]).toEqual([0, 0, []]);
    values.set('a', value(1));
    expect(versions(values)).toEqual([1]);
  });
});
