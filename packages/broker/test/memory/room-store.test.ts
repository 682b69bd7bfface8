import { describe, expect, it } from 'vitest';
import type { Publication } from '../../src/broker/broker.ts';
import { footprintOf } from '../../src/memory/member-list.ts';
import { RoomStore } from '../../src/memory/room-store.ts';
import { latest, logged, payload } from '../../src/suite/publications.ts';

const ann = { peer: 'ann', state: payload('here'), incarnation: 'i' };

/** A store, and what publishes to one of its rooms. */
function storeOf(maxBytes: number) {
  const store = new RoomStore(maxBytes, 'e');
  const publish = (name: string, publication: Publication = logged('x')) => {
    const room = store.open(name);
    store.change(room, () => room.publish(publication, 0));
    store.published(room);
    return room;
  };
  return { store, publish };
}

/** What a room takes that keeps one event of a byte. */
const ONE_EVENT = (() => {
  const { store, publish } = storeOf(1 << 20);
  publish('a');
  return store.bytes;
})();

describe('RoomStore', () => {
  it('gives a room another epoch when it comes again', () => {
    const { store } = storeOf(1 << 20);
    const room = store.open('a');
    expect([store.open('a') === room, store.get('a') === room]).toEqual([true, true]);
    store.forgetIfEmpty(room);
    expect([store.get('a'), store.size, store.bytes]).toEqual([undefined, 0, 0]);
    const epochs = [room.epoch, store.open('a').epoch, store.nowhere().epoch];
    expect(new Set(epochs).size).toBe(3);
  });

  it('lets go of whole rooms, the one that was published to longest ago first', () => {
    const { store, publish } = storeOf(2 * ONE_EVENT);
    for (const name of ['a', 'b', 'a', 'c']) publish(name, name === 'a' ? latest('s', 'x') : logged('x'));
    expect([...store.all()].map(({ name }) => name)).toEqual(['c']);
    publish('d');
    expect([[...store.all()].map(({ name }) => name), store.bytes]).toEqual([['c', 'd'], 2 * ONE_EVENT]);
  });

  it('lets members take half of it, at the cost of what is kept besides, and refuses more', () => {
    const { store, publish } = storeOf(4 * footprintOf(ann));
    publish('kept');
    store.setMember('room', ann);
    store.setMember('room', { ...ann, peer: 'bob' });
    expect([store.get('kept'), store.get('room')?.members.size]).toEqual([undefined, 2]);
    expect(() => store.setMember('other', { ...ann, peer: 'eve' })).toThrow(
      'the members of all rooms take too much memory for another one',
    );
    expect([store.get('other'), store.get('room')?.members.size]).toEqual([undefined, 2]);
    // A new state of as many bytes is none more.
    store.setMember('room', { ...ann, state: payload('away') });
    const room = store.get('room');
    if (room !== undefined) store.change(room, () => room.members.delete('bob'));
    expect(store.setMember('room', { ...ann, peer: 'eve' }).members.size).toBe(2);
  });

  it('lets go of everything', () => {
    const { store, publish } = storeOf(1 << 20);
    publish('a').listeners.add({ onEvent: () => {}, onMember: () => {} });
    store.setMember('a', ann);
    const room = store.get('a');
    store.clear();
    expect([store.size, store.bytes, room?.listeners.size]).toEqual([0, 0, 0]);
  });
});
