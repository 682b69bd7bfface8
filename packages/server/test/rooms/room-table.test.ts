import { settled } from '@trunkline/test-kit/settled';
import { describe, expect, it } from 'vitest';
import { RoomTable, roomName } from '../../src/rooms/room-table.ts';
import { HallBench } from '../support/hall-bench.ts';
import { hallEntry, roomWorld } from '../support/room-world.ts';

function table() {
  const world = roomWorld();
  const rooms = new RoomTable(world);
  const hold = (name: string) => rooms.hold(hallEntry('feed'), { name }, JSON.stringify({ name }));
  return { ...world, rooms, hold };
}

describe('roomName', () => {
  it('is the topic where that has one room, else with its params', () => {
    expect([roomName('prices', ''), roomName('chat', '{"room":"a"}')]).toEqual(['prices', 'chat {"room":"a"}']);
  });
});

describe('RoomTable', () => {
  it('opens a room once for all who hold it, and lets go of it with the last', async () => {
    const { rooms, broker, hold } = table();
    const [one, other] = await Promise.all([hold('a'), hold('a')]);
    expect([one.room === other.room, broker.count('subscribe'), rooms.size]).toEqual([true, 1, 1]);
    one.release();
    one.release();
    expect([rooms.size, one.room.isClosed]).toEqual([1, false]);
    other.release();
    await settled();
    expect([rooms.size, one.room.isClosed, broker.count('unsubscribe')]).toEqual([0, true, 1]);
  });

  it('never gives a number twice', async () => {
    const { hold } = table();
    const numbers: number[] = [];
    for (const name of ['a', 'b', 'a']) {
      const { room, release } = await hold(name);
      numbers.push(room.number);
      release();
    }
    expect(numbers).toEqual([1, 2, 3]);
  });

  it('rejects for all who wait when a room cannot be opened, and opens it anew for those who come after', async () => {
    const { rooms, broker, hold } = table();
    broker.failing.add('subscribe');
    const held = await Promise.allSettled([hold('a'), hold('a')]);
    expect([held.map(({ status }) => status), rooms.size]).toEqual([['rejected', 'rejected'], 0]);
    broker.failing.clear();
    const { room } = await hold('a');
    expect([room.number, rooms.size]).toEqual([2, 1]);
  });

  it.each(['values', 'members'] as const)('ends the subscription of a room whose %s cannot be loaded', async (method) => {
    const { rooms, broker } = table();
    broker.failing.add(method);
    const entry = hallEntry(method === 'values' ? 'mixed' : 'lobby');
    await expect(rooms.hold(entry, undefined, '')).rejects.toThrow(`${method} failed`);
    await settled();
    expect([rooms.size, broker.count('unsubscribe')]).toEqual([0, 1]);
  });

  it('rejects for whoever waits for a room when the rooms are closed, and ends its subscription', async () => {
    const { rooms, broker, hold } = table();
    const release = broker.hold('subscribe');
    const held = hold('a');
    rooms.close();
    release();
    await expect(held).rejects.toThrow('closed');
    await settled();
    expect([rooms.size, broker.count('unsubscribe')]).toEqual([0, 1]);
  });

  it('looks at the heads of all rooms every 25 s, in one query, while there are any', async () => {
    const { platform, broker, hold } = table();
    const held = [await hold('a'), await hold('b')];
    await platform.advance(24_999);
    expect(broker.count('heads')).toBe(0);
    await platform.advance(1);
    expect(broker.count('heads')).toBe(1);
    await platform.advance(50_000);
    expect(broker.count('heads')).toBe(3);
    for (const { release } of held) release();
    await platform.advance(50_000);
    expect([broker.count('heads'), platform.timers]).toEqual([3, 0]);
  });

  it('looks again after it could not', async () => {
    const { platform, broker, log, hold } = table();
    await hold('a');
    broker.failing.add('heads');
    await platform.advance(25_000);
    expect(log.lines.map(([level]) => level)).toEqual(['warn']);
    broker.failing.clear();
    await platform.advance(25_000);
    expect([broker.count('heads'), log.lines.length]).toEqual([2, 1]);
  });

  it('is empty when nobody is in a room any more, however the joins ended', async () => {
    const bench = new HallBench();
    bench.authorize = () => false;
    const client = bench.client();
    expect(await client.request('$/join', { topic: 'mixed' })).toMatchObject({ ok: false });
    bench.authorize = () => true;
    bench.board = () => Promise.reject(new Error('gone'));
    expect(await client.request('$/join', { topic: 'board' })).toMatchObject({ ok: false });
    await settled();
    expect([bench.broker.count('subscribe'), bench.broker.count('unsubscribe')]).toEqual([1, 1]);
  });
});
