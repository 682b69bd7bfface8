import type { PublishedEvent, RoomListener } from '@trunkline/broker';
import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { describe, expect, it } from 'vitest';
import { testStage } from '../kernel/test-stage.ts';
import { PublicationBook } from '../rooms/publication-book.ts';
import { RoomTruth } from '../rooms/room-truth.ts';
import { worldRoom } from '../rooms/world-room.ts';
import { Store } from './store.ts';

const RETENTION = { count: 10, bytes: 1 << 20, ageMs: 60_000 };

/** A store with one room, and a listener of it. */
async function opened() {
  const stage = testStage('store');
  const book = new PublicationBook();
  const room = worldRoom('feed', new RoomTruth('feed', { events: 10, eventsMs: 60_000, valuesMs: 60_000 }, book, stage.time));
  const store = new Store(stage, [room], book);
  await stage.turn.end();
  const heard: PublishedEvent[] = [];
  const listener: RoomListener = { onEvent: (event) => heard.push(event), onMember: () => {} };
  const subscription = await store.subscribe('feed', listener);
  const publish = (number: number) => {
    const data = { number, key: 'k', pad: '' };
    const payload = msgpackCodec.encode({ kind: 'event', room: 0, offset: 0, name: 'item', data });
    if (typeof payload === 'string') throw new TypeError('MessagePack is bytes');
    return store.publish('feed', { delivery: 'log', payload, retention: RETENTION, once: { principal: null, key: `${number}` } });
  };
  return { stage, book, room, store, heard, subscription, publish };
}

describe('Store', () => {
  it('tells the truth of what takes effect, and hands it over once', async () => {
    const { stage, book, room, heard, publish } = await opened();
    const { number } = book.begin('feed', 'item', 'k', 'client');
    expect([await publish(number), await publish(number)]).toEqual([{ offset: 1 }, { offset: 1 }]);
    expect([room.truth.head.offset, heard.length]).toEqual([1, 1]);
    expect(stage.features.toRecord()).toEqual({ 'publish repeated by its key': 1 });
  });

  it('goes on as another one when it is lost, and whoever listens listens to that', async () => {
    const { stage, book, room, store, heard, publish } = await opened();
    await publish(book.begin('feed', 'item', 'k', 'client').number);
    store.lose();
    await stage.turn.end();
    await publish(book.begin('feed', 'item', 'k', 'client').number);
    expect(heard.map(({ epoch, offset }) => [epoch, offset])).toEqual([
      ['store 1.1', 1],
      ['store 2.1', 1],
    ]);
    expect([room.truth.head, store.losses]).toEqual([{ epoch: 'store 2.1', offset: 1 }, 1]);
  });

  it('forgets a room once nobody listens any more and nothing is kept', async () => {
    const { stage, store, subscription } = await opened();
    store.unwatch();
    expect(store.size).toBe(1);
    await subscription.close();
    await stage.turn.end();
    expect(store.size).toBe(0);
  });
});
