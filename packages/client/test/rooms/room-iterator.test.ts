import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../src/rooms/delivery.ts';
import { RoomIterator } from '../../src/rooms/room-iterator.ts';

const DONE = { done: true, value: undefined };
const got = (kind: string) => ({ done: false, value: { kind } });

function iterating(...kinds: string[]) {
  const waiting: Delivery[] = kinds.map((kind) => ({ kind }));
  const counts = { abandoned: 0 };
  const iterator = new RoomIterator({
    take: () => waiting.shift(),
    abandoned: () => {
      counts.abandoned += 1;
    },
  });
  return { iterator, waiting, counts };
}

describe('RoomIterator', () => {
  it('gives what waits, then what comes, to each who asked in order', async () => {
    const { iterator, waiting } = iterating('a');
    expect(await iterator.next()).toEqual(got('a'));
    const asked = [iterator.next(), iterator.next()];
    waiting.push({ kind: 'b' }, { kind: 'c' });
    iterator.wake();
    expect(await Promise.all(asked)).toEqual([got('b'), got('c')]);
  });

  it('ends behind what is left, and for everybody who asks', async () => {
    const { iterator, counts } = iterating();
    const asked = iterator.next();
    iterator.end([{ kind: 'a' }, { kind: 'b' }]);
    iterator.end([{ kind: 'never' }], new Error('too late'));
    expect(await Promise.all([asked, iterator.next(), iterator.next(), iterator.next()])).toEqual([got('a'), got('b'), DONE, DONE]);
    expect(counts.abandoned).toBe(0);
  });

  it('tells an error once, behind what is left', async () => {
    const { iterator } = iterating();
    const lost = new Error('revoked');
    iterator.end([{ kind: 'a' }], lost);
    expect(await iterator.next()).toEqual(got('a'));
    await expect(iterator.next()).rejects.toBe(lost);
    expect(await iterator.next()).toEqual(DONE);
  });

  it('tells an error to the first of several who wait, and the end to the others', async () => {
    const { iterator } = iterating();
    const asked = [iterator.next(), iterator.next()];
    iterator.end([], undefined);
    expect(await Promise.allSettled(asked)).toEqual([
      { status: 'rejected', reason: undefined },
      { status: 'fulfilled', value: DONE },
    ]);
  });

  it('says that it was left, once, and gives nothing more', async () => {
    const { iterator, counts } = iterating('a', 'b');
    await iterator.next();
    const [left, again] = [iterator.return(), iterator.return()];
    expect(await Promise.all([left, again, iterator.next()])).toEqual([DONE, DONE, DONE]);
    expect(counts.abandoned).toBe(1);
  });

  it('ends who waits when it is left', async () => {
    const { iterator } = iterating();
    const asked = iterator.next();
    void iterator.return();
    expect(await asked).toEqual(DONE);
  });

  it('says nothing when it is left behind its end, and drops what was left for it', async () => {
    const { iterator, counts } = iterating();
    iterator.end([{ kind: 'a' }], new Error('revoked'));
    await iterator.return();
    expect([await iterator.next(), counts.abandoned]).toEqual([DONE, 0]);
  });
});
