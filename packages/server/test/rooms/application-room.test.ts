import { settled } from '@trunkline/test-kit/settled';
import { describe, expect, it } from 'vitest';
import { ApplicationRoom } from '../../src/rooms/application-room.ts';
import { encodeState } from '../../src/rooms/room-event.ts';
import { hall } from '../support/hall.ts';
import { HallBench } from '../support/hall-bench.ts';
import { hallEntry, roomWorld } from '../support/room-world.ts';
import { eventsOf } from '../support/told.ts';

function feed(world = roomWorld()) {
  return { ...world, room: new ApplicationRoom(world, hallEntry('feed'), { name: 'a' }) };
}

describe('ApplicationRoom', () => {
  it('publishes to all members; of a logged event it tells the offset', async () => {
    const bench = new HallBench();
    const client = bench.client();
    await client.join('mixed');
    const room = bench.test.hub.room(hall.topics.mixed);
    expect([
      await room.publish('line', { text: 'a' }),
      await room.publish('tick', { symbol: 'X', price: 1 }),
      await room.publish('blink', { on: 1 }),
      await room.publish('line', { text: 'b' }),
    ]).toEqual([{ offset: 1 }, undefined, undefined, { offset: 2 }]);
    await settled();
    expect(eventsOf(client)).toEqual([
      [1, 'line', { text: 'a' }],
      [0, 'tick', { symbol: 'X', price: 1 }],
      [0, 'blink', { on: 1 }],
      [2, 'line', { text: 'b' }],
    ]);
    // Nobody of the clients did.
    expect(client.events.every((envelope) => envelope.kind === 'event' && envelope.publisher === undefined)).toBe(true);
  });

  it('publishes once for a key', async () => {
    const { room, broker } = feed();
    expect([
      await room.publish('post', { text: 'a' }, { key: 'k' }),
      await room.publish('post', { text: 'a' }, { key: 'k' }),
      await room.publish('post', { text: 'b' }, { key: 'other' }),
      await room.publish('post', { text: 'c' }, {}),
    ]).toEqual([{ offset: 1 }, { offset: 1 }, { offset: 2 }, { offset: 3 }]);
    expect(broker.count('publish')).toBe(4);
  });

  it.each([
    ['nothing', { text: 'a' }, 'feed has no event nothing; it has post, notice'],
    ['toString', { text: 'a' }, 'feed has no event toString; it has post, notice'],
    ['post', { text: 7 }, expect.stringContaining('feed post: /text ')],
  ])('rejects with a TypeError what is no %s: %j', async (event, data, message) => {
    const { room, broker } = feed();
    await expect(room.publish(event, data)).rejects.toEqual(expect.objectContaining({ name: 'TypeError', message }));
    expect(broker.asked).toEqual([]);
  });

  it('rejects what is longer than members take', async () => {
    await expect(feed().room.publish('post', { text: 'x'.repeat(1 << 20) })).rejects.toMatchObject({ name: 'TooLarge' });
  });

  it('rejects with a TypeError where the params name no room', async () => {
    const room = new ApplicationRoom(roomWorld(), hallEntry('feed'), { name: 7 });
    for (const asked of [room.publish('post', { text: 'a' }), room.position()]) {
      await expect(asked).rejects.toEqual(
        expect.objectContaining({ name: 'TypeError', message: expect.stringMatching(/^the params of feed name no room: \/name /) }),
      );
    }
  });

  it.each([
    ['publish', (room: ApplicationRoom) => room.publish('post', { text: 'a' })],
    ['heads', (room: ApplicationRoom) => room.position()],
  ] as const)('rejects with what the broker throws from %s', async (method, ask) => {
    const { room, broker } = feed();
    broker.failing.add(method);
    await expect(ask(room)).rejects.toThrow(`${method} failed`);
  });

  it('tells the head of the log', async () => {
    const { room } = feed();
    expect(await room.position()).toEqual({ epoch: expect.any(String), offset: 0 });
    await room.publish('post', { text: 'a' });
    expect(await room.position()).toEqual({ epoch: 'epoch.2', offset: 1 });
  });

  it('tells the members, wherever they are', async () => {
    const world = roomWorld();
    const room = new ApplicationRoom(world, hallEntry('lobby'), { name: 'a' });
    expect(await room.members()).toEqual([]);
    for (const peer of ['a', 'b']) {
      await world.broker.setMember('lobby {"name":"a"}', { peer, state: encodeState({ name: peer }), incarnation: `server of ${peer}` });
    }
    expect(await room.members()).toEqual([
      { id: 'a', state: { name: 'a' } },
      { id: 'b', state: { name: 'b' } },
    ]);
    world.broker.failing.add('members');
    await expect(room.members()).rejects.toThrow('members failed');
  });

  it('has no members where the topic has no presence, and asks nobody', async () => {
    const { room, broker } = feed();
    expect([await room.members(), broker.asked]).toEqual([[], []]);
  });
});
