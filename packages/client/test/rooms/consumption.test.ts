import type { Position } from '@trunkline/protocol/wire';
import { settled } from '@trunkline/test-kit/settled';
import { describe, expect, it } from 'vitest';
import { Consumption } from '../../src/rooms/consumption.ts';
import { MAX_BUFFERED_BYTES } from '../../src/rooms/delivery-buffer.ts';

const at = (offset: number): Position => ({ epoch: 'e', offset });
const HALF = MAX_BUFFERED_BYTES / 2;

function consuming() {
  /** What the owner was asked, in order. */
  const asked: unknown[] = [];
  const reported: unknown[] = [];
  const consumption = new Consumption(
    {
      onIterated: () => asked.push('iterated'),
      onAbandoned: () => asked.push('abandoned'),
      onBehind: (position) => asked.push(position),
    },
    (error) => reported.push(error),
  );
  /** Delivers a logged event. */
  const log = (offset: number, bytes = 1) => consumption.deliver({ kind: 'said', data: offset, offset }, at(offset), bytes, undefined);
  const heard: unknown[] = [];
  const hear = (kind = 'said') => consumption.on(kind, (data) => heard.push(data));
  return { consumption, asked, reported, log, heard, hear };
}

/** Data of the next deliveries of a loop. */
async function take(iterator: AsyncIterator<{ readonly data?: unknown }, undefined>, count: number): Promise<unknown[]> {
  const taken: unknown[] = [];
  for (let left = count; left > 0; left -= 1) {
    const { value } = await iterator.next();
    taken.push(value?.data);
  }
  return taken;
}

describe('Consumption', () => {
  it('keeps what comes before the first loop', async () => {
    const { consumption, log, asked } = consuming();
    log(1);
    const iterator = consumption.iterate();
    log(2);
    expect([await take(iterator, 2), asked]).toEqual([[1, 2], ['iterated']]);
  });

  it('keeps what comes before the first callback, and tells it when the others of the turn have come too', async () => {
    const { consumption, log, heard, hear } = consuming();
    log(1);
    consumption.deliver({ kind: 'typing', data: 'on' }, undefined, 1, undefined);
    hear();
    log(2);
    expect(heard).toEqual([]);
    hear('typing');
    await settled();
    log(3);
    expect(heard).toEqual([1, 'on', 2, 3]);
  });

  it('tells callbacks beside a loop, as the loop takes', async () => {
    const { consumption, log, heard, hear } = consuming();
    hear();
    const iterator = consumption.iterate();
    log(1);
    log(2);
    await settled();
    expect(heard).toEqual([]);
    expect([await take(iterator, 1), heard]).toEqual([[1], [1]]);
  });

  it('goes on with callbacks where a loop was left, without a hole', async () => {
    const { consumption, log, heard, hear, asked } = consuming();
    const iterator = consumption.iterate();
    hear();
    for (const offset of [1, 2, 3]) log(offset);
    await take(iterator, 1);
    await iterator.return?.();
    log(4);
    expect([heard, asked]).toEqual([[1, 2, 3, 4], ['iterated']]);
  });

  it('says when the last consumer is gone: a loop or a callback, once', async () => {
    const { consumption, hear, asked } = consuming();
    await consumption.iterate().return?.();
    expect(asked.splice(0)).toEqual(['iterated', 'abandoned']);
    const [first, second] = [hear(), hear()];
    first();
    expect(asked).toEqual([]);
    second();
    second();
    expect(asked.splice(0)).toEqual(['abandoned']);
    const iterator = consumption.iterate();
    hear()();
    expect(asked.splice(0)).toEqual(['iterated']);
    await iterator.return?.();
    expect(asked).toEqual(['abandoned']);
  });

  it('keeps again what comes while nobody takes anything', async () => {
    const { consumption, log } = consuming();
    const iterator = consumption.iterate();
    log(1);
    await take(iterator, 1);
    await iterator.return?.();
    log(2);
    expect(await take(consumption.iterate(), 1)).toEqual([2]);
  });

  it('lets nobody begin a second loop', () => {
    const { consumption } = consuming();
    consumption.iterate();
    expect(() => consumption.iterate()).toThrow(new TypeError('this room is iterated already: use room.on() beside the loop'));
  });

  it('drops what there is no room for, and asks for it by the position behind the last that was taken', async () => {
    const { consumption, log, asked } = consuming();
    const iterator = consumption.iterate();
    log(1);
    await take(iterator, 1);
    for (const offset of [2, 3, 4, 5]) log(offset, HALF);
    expect(await take(iterator, 2)).toEqual([2, 3]);
    expect(asked).toEqual(['iterated']);
    const next = iterator.next();
    expect(asked).toEqual(['iterated', at(3)]);
    log(4);
    expect(await next).toMatchObject({ value: { data: 4 } });
  });

  it('drops all that follows what it dropped, also what there is room for', async () => {
    const { consumption, log } = consuming();
    for (const bytes of [HALF, HALF - 10, 11, 1]) log(bytes, bytes);
    const iterator = consumption.iterate();
    expect(await take(iterator, 2)).toEqual([HALF, HALF - 10]);
    const next = iterator.next();
    log(7);
    expect(await next).toMatchObject({ value: { data: 7 } });
  });

  it('asks from where the room began when nothing was taken before it fell behind', async () => {
    const { consumption, asked, hear } = consuming();
    consumption.begins(at(10));
    consumption.begins(at(12)); // joined once more meanwhile
    for (const data of ['a', 'b', 'c']) consumption.deliver({ kind: 'mood', data }, undefined, HALF, undefined);
    hear();
    await settled();
    expect(asked).toEqual([at(10)]);
  });

  it('conflates the values of a slot while they wait', async () => {
    const { consumption } = consuming();
    for (const [slot, data] of ['a1', 'b1', 'a2'].map((data) => [data.charAt(0), data])) {
      consumption.deliver({ kind: 'tick', data }, undefined, HALF, slot);
    }
    expect(await take(consumption.iterate(), 2)).toEqual(['a2', 'b1']);
  });

  it('ends the loop behind what waits, and begins the next one anew', async () => {
    const { consumption, log, asked } = consuming();
    const iterator = consumption.iterate();
    for (const offset of [1, 2, 3]) log(offset, HALF);
    consumption.end(new Error('revoked'));
    expect(await take(iterator, 2)).toEqual([1, 2]);
    await expect(iterator.next()).rejects.toEqual(new Error('revoked'));
    const next = consumption.iterate();
    log(7);
    expect([await take(next, 1), asked]).toEqual([[7], ['iterated', 'iterated']]);
  });

  it('forgets what waits for nobody when the room is left', async () => {
    const { consumption, log, heard, hear } = consuming();
    log(1);
    consumption.end();
    hear();
    await settled();
    expect(heard).toEqual([]);
  });

  it('reports what a callback throws, and tells the others', () => {
    const { consumption, log, heard, hear, reported } = consuming();
    const bug = new Error('bug');
    consumption.on('said', () => {
      throw bug;
    });
    hear();
    log(1);
    expect([heard, reported]).toEqual([[1], [bug]]);
  });
});
