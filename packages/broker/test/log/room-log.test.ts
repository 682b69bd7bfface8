import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RoomLog } from '../../src/log/room-log.ts';

const payload = (bytes: number) => new Uint8Array(bytes);
const EVERYTHING = { count: 1_000, bytes: 1_000_000 };

describe('RoomLog', () => {
  it('numbers from 1, and answers what follows an offset', () => {
    const log = new RoomLog();
    const retention = { count: 10, bytes: 100, ageMs: 100 };
    expect([log.append(payload(1), retention, 0), log.append(payload(2), retention, 0)]).toEqual([1, 2]);
    expect(log.read(0, EVERYTHING)).toEqual([
      { offset: 1, payload: payload(1) },
      { offset: 2, payload: payload(2) },
    ]);
    expect(log.read(2, EVERYTHING)).toEqual([]);
    expect([log.head, log.size, log.bytes]).toEqual([2, 2, 3]);
  });

  it.each([
    { limit: 'count', retention: { count: 2, bytes: 100, ageMs: 100 }, kept: [3, 4] },
    { limit: 'bytes', retention: { count: 10, bytes: 30, ageMs: 100 }, kept: [2, 3, 4] },
    { limit: 'age', retention: { count: 10, bytes: 100, ageMs: 2 }, kept: [3, 4] },
  ])('keeps what $limit allows', ({ retention, kept }) => {
    const log = new RoomLog();
    for (let now = 1; now <= 4; now += 1) log.append(payload(10), retention, now);
    expect(log.read((kept[0] ?? 0) - 1, EVERYTHING)?.map(({ offset }) => offset)).toEqual(kept);
    expect(log.read((kept[0] ?? 0) - 2, EVERYTHING)).toBeUndefined();
  });

  it('keeps nothing of an event that is larger than the whole log', () => {
    const log = new RoomLog();
    log.append(payload(11), { count: 10, bytes: 10, ageMs: 100 }, 0);
    expect([log.head, log.size, log.bytes, log.read(0, EVERYTHING), log.read(1, EVERYTHING)]).toEqual([1, 0, 0, undefined, []]);
  });

  it('takes the memory of its payloads, and of what is around them', () => {
    const log = new RoomLog();
    const retention = { count: 10, bytes: 100, ageMs: 100 };
    for (const bytes of [7, 5]) log.append(payload(bytes), retention, 0);
    const footprints = [log.footprint];
    for (let event = 0; event < 3; event += 1) {
      log.trimOldest();
      footprints.push(log.footprint);
    }
    expect(footprints).toEqual([2 * 384 + 12, 384 + 5, 0, 0]);
  });

  it('holds at any time exactly the newest events within the limits, and reads any range of them without a hole', () => {
    const step = fc.record({ bytes: fc.integer({ min: 0, max: 40 }), ms: fc.integer({ min: 0, max: 30 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 8 }), (steps, count) => {
        const retention = { count, bytes: 100, ageMs: 60 };
        const log = new RoomLog();
        const all: { readonly offset: number; readonly bytes: number; readonly at: number }[] = [];
        let now = 0;
        for (const { bytes, ms } of steps) {
          now += ms;
          all.push({ offset: log.append(payload(bytes), retention, now), bytes, at: now });
          let kept = all.slice(-count).filter(({ at }) => at + 60 > now);
          while (kept.reduce((sum, event) => sum + event.bytes, 0) > 100) kept = kept.slice(1);
          expect(log.bytes).toBe(kept.reduce((sum, event) => sum + event.bytes, 0));
          const first = all.length - kept.length;
          expect(log.read(first, EVERYTHING)?.map(({ offset }) => offset)).toEqual(kept.map(({ offset }) => offset));
          expect(first > 0 ? log.read(first - 1, EVERYTHING) : undefined).toBeUndefined();
        }
      }),
    );
  });
});
