import { settled } from '@trunkline/test-kit/settled';
import { describe, expect, it } from 'vitest';
import { DEFAULT_HUB_LIMITS } from '../../src/peer/limits.ts';
import { PeerRooms } from '../../src/rooms/peer-rooms.ts';
import { PresenceLease } from '../../src/rooms/presence-lease.ts';
import { roomWorld } from '../support/room-world.ts';

function peerRooms() {
  const limits = {
    ...DEFAULT_HUB_LIMITS,
    publishesInFlight: 3,
    publishes: { perSecond: 10, burst: 2 },
    joins: { perSecond: 1, burst: 1 },
  };
  const world = roomWorld({ limits });
  return { ...world, rooms: new PeerRooms(world, new PresenceLease(world), 'peer-1') };
}

/** Work that ends when a test says so. */
function work() {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const begin = (name: string) => () => {
    begun.push(name);
    return new Promise<string>((resolve) => ends.push(() => resolve(name)));
  };
  return { begun, ends, begin };
}

function tooMany(message: string, retryAfterMs: number) {
  return expect.objectContaining({ name: 'TooMany', message, data: { retryAfterMs } });
}

describe('PeerRooms', () => {
  it('runs the publishes to one room one after another, and those to others beside them', async () => {
    const { rooms } = peerRooms();
    const { begun, ends, begin } = work();
    const published = [rooms.inLine('a', begin('1')), rooms.inLine('a', begin('2')), rooms.inLine('b', begin('3'))];
    await settled();
    expect(begun).toEqual(['1', '3']);
    ends[0]?.();
    await settled();
    expect(begun).toEqual(['1', '3', '2']);
    for (const end of ends) end();
    expect(await Promise.all(published)).toEqual(['1', '2', '3']);
  });

  it('goes on behind one that failed', async () => {
    const { rooms } = peerRooms();
    const failed = rooms.inLine('a', () => Promise.reject(new Error('refused')));
    const next = rooms.inLine('a', () => Promise.resolve(7));
    await expect(failed).rejects.toThrow('refused');
    expect(await next).toBe(7);
  });

  it('takes so many at a time, over all rooms', async () => {
    const { rooms } = peerRooms();
    const { ends, begin } = work();
    const published = ['a', 'a', 'b'].map((room) => rooms.inLine(room, begin(room)));
    expect(() => rooms.inLine('c', begin('c'))).toThrow(tooMany('3 publishes are in flight', 100));
    await settled();
    for (const end of [...ends]) end();
    await settled();
    const next = rooms.inLine('c', () => Promise.resolve('c'));
    for (const end of ends) end();
    expect(await Promise.all([...published, next])).toEqual(['a', 'a', 'b', 'c']);
  });

  it('takes publishes at a rate, and says when to come back', async () => {
    const { rooms, platform } = peerRooms();
    rooms.takePublish();
    rooms.takePublish();
    expect(() => rooms.takePublish()).toThrow(tooMany('too many publishes a second', 100));
    await platform.advance(100);
    rooms.takePublish();
    expect(() => rooms.takePublish()).toThrow(tooMany('too many publishes a second', 100));
  });

  it('takes joins at a rate of their own', async () => {
    const { rooms, platform } = peerRooms();
    rooms.takeJoin();
    expect(() => rooms.takeJoin()).toThrow(tooMany('too many joins a second', 1_000));
    rooms.takePublish();
    await platform.advance(1_000);
    rooms.takeJoin();
  });
});
