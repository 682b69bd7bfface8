import { describe, expect, it } from 'vitest';
import { footprintOf } from '../../src/memory/member-list.ts';
import { MemoryRoom } from '../../src/memory/memory-room.ts';
import { ephemeral, latest, logged, payload } from '../../src/suite/publications.ts';

describe('MemoryRoom', () => {
  it('numbers every publication, and logs what is to be logged', () => {
    const room = new MemoryRoom('room', 'e');
    const published = [logged('a'), latest('s', 'b'), ephemeral('c'), logged('d')].map((publication) => room.publish(publication, 0));
    expect(published.map(({ offset, event }) => [offset, event?.version])).toEqual([
      [1, 1],
      [0, 2],
      [0, 3],
      [2, 4],
    ]);
    expect(room.head).toEqual({ position: { epoch: 'e', offset: 2 }, version: 4 });
  });

  it('hands over what was published; of a value what it replaces and how long it is kept', () => {
    const room = new MemoryRoom('room', 'e');
    const published = [logged('a'), latest('s', 'b', { ageMs: 7 }), ephemeral('c')].map((publication) => room.publish(publication, 5));
    expect(published.map(({ event }) => event)).toStrictEqual([
      { delivery: 'log', version: 1, offset: 1, epoch: 'e', payload: payload('a') },
      { delivery: 'latest', version: 2, offset: 0, epoch: 'e', slot: 's', ageMs: 7, payload: payload('b') },
      { delivery: 'ephemeral', version: 3, offset: 0, epoch: 'e', payload: payload('c') },
    ]);
  });

  it('takes a repeat for what it is: no event, no number', () => {
    const room = new MemoryRoom('room', 'e');
    const once = { principal: 'ann', key: 'k' };
    room.publish(logged('a', { once }), 0);
    expect([room.publish(logged('a', { once }), 0), room.head.version]).toEqual([{ offset: 1 }, 1]);
  });

  it('may be forgotten once nothing is kept and nobody is there', () => {
    const room = new MemoryRoom('room', 'e');
    expect(room.isForgettable).toBe(true);
    room.publish(logged('a', { retention: { ageMs: 10 }, once: { principal: null, key: 'k' } }), 0);
    room.publish(latest('s', 'b', { ageMs: 20 }), 0);
    const states = [10, 20, 119_999, 120_000].map((now) => {
      room.expire(now);
      return [room.log.size, room.values.size, room.isForgettable];
    });
    expect(states).toEqual([
      [0, 1, false],
      [0, 0, false],
      [0, 0, false],
      [0, 0, true],
    ]);
  });

  it('takes the memory of all that it keeps', () => {
    const room = new MemoryRoom('room', 'e');
    const empty = room.footprint;
    const member = { peer: 'ann', state: payload('here'), incarnation: 'i' };
    const steps = [
      () => room.publish(logged('abcd'), 0),
      () => room.publish(latest('s', 'ab'), 0),
      () => room.publish(latest('s', 'abc', { once: { principal: 'ann', key: 'k' } }), 0),
      () => room.publish(ephemeral('abcd'), 0),
      () => room.members.set(member),
    ];
    const added = steps.map((step) => {
      const before = room.footprint;
      step();
      return room.footprint - before;
    });
    expect([empty - new MemoryRoom('', 'e').footprint, added]).toEqual([8, [384 + 4, 512 + 2 + 2, 1 + 384 + 8, 0, footprintOf(member)]]);
  });

  it('lets go of its log first, then of its values, then of its keys', () => {
    const room = new MemoryRoom('room', 'e');
    const empty = room.footprint;
    room.publish(latest('s', 'bb', { once: { principal: 'ann', key: 'k' } }), 0);
    room.publish(logged('a'), 0);
    const left = Array.from({ length: 4 }, () => {
      const { isTrimmable } = room;
      room.dropOldest();
      return [isTrimmable, room.log.size, room.values.size, room.footprint - empty];
    });
    expect(left).toEqual([
      [true, 0, 1, 512 + 2 + 2 + 384 + 8],
      [true, 0, 0, 384 + 8],
      [true, 0, 0, 0],
      [false, 0, 0, 0],
    ]);
  });
});
