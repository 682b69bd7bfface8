import type { PublishedEvent } from '@trunkline/broker';
import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { describe, expect, it } from 'vitest';
import { Host } from '../kernel/host.ts';
import { Random } from '../kernel/random.ts';
import { testStage } from '../kernel/test-stage.ts';
import { PublicationBook } from '../rooms/publication-book.ts';
import { RoomTruth } from '../rooms/room-truth.ts';
import { worldRoom } from '../rooms/world-room.ts';
import { BrokerFailure, ServerBroker } from './server-broker.ts';
import { Store } from './store.ts';

/** A server's way to a store with one room. */
async function reached(style: { readonly failures?: number; readonly drops?: number } = {}) {
  const stage = testStage('broker');
  const program = { nextDeadline: () => Number.POSITIVE_INFINITY, timePassed: () => {}, check: () => stage.turn.opened() };
  const host = new Host(stage, 'server', program);
  const book = new PublicationBook();
  const room = worldRoom('feed', new RoomTruth('feed', { events: 10, eventsMs: 60_000, valuesMs: 60_000 }, book, stage.time));
  const store = new Store(stage, [room], book);
  const told = { isCalm: () => false, onMember: () => {} };
  const place = { host, store, style: { delayMs: 10, failures: 0, drops: 0, ...style }, random: new Random('way'), ...told };
  const broker = new ServerBroker(place);
  const run = async (ms: number) => {
    await stage.turn.end();
    const until = stage.time.now + ms;
    while (stage.time.next(until)) await stage.turn.end();
  };
  await run(0);
  const heard: PublishedEvent[] = [];
  const listener = { onEvent: (event: PublishedEvent) => void heard.push(event), onMember: () => {} };
  const publish = () => {
    const { number } = book.begin('feed', 'blip', 'k', 'server');
    const payload = msgpackCodec.encode({ kind: 'event', room: 0, offset: 0, name: 'blip', data: { number, key: 'k', pad: '' } });
    if (typeof payload === 'string') throw new TypeError('MessagePack is bytes');
    return broker.publish('feed', { delivery: 'ephemeral', payload });
  };
  return { broker, run, heard, listener, publish };
}

describe('ServerBroker', () => {
  it('takes time for a call, and hands over in order', async () => {
    const { broker, run, heard, listener, publish } = await reached();
    const subscribed = broker.subscribe('feed', listener);
    await run(1_000);
    await subscribed;
    const answers = [publish(), publish(), publish()];
    await run(0);
    expect(heard).toEqual([]);
    await run(1_000);
    expect(await Promise.all(answers)).toEqual([{ offset: 0 }, { offset: 0 }, { offset: 0 }]);
    expect(heard.map(({ version }) => version)).toEqual([1, 2, 3]);
  });

  it('lets calls fail where that is wanted, and leaves no subscription behind', async () => {
    const { broker, run, listener } = await reached({ failures: 1 });
    const subscribed = broker.subscribe('feed', listener).catch((error: unknown) => error);
    await run(1_000);
    expect(await subscribed).toBeInstanceOf(BrokerFailure);
    expect(broker.subscriptions).toBe(0);
  });

  it('loses events on their way where that is wanted', async () => {
    const { broker, run, heard, listener, publish } = await reached({ drops: 1 });
    void broker.subscribe('feed', listener);
    await run(1_000);
    void publish();
    await run(1_000);
    expect(heard).toEqual([]);
  });

  it('fails while it is cut off', async () => {
    const { broker, run } = await reached();
    broker.cutOff(5_000);
    const failed = broker.heads(['feed']).catch((error: unknown) => error);
    await run(5_000);
    expect(await failed).toBeInstanceOf(BrokerFailure);
    const heads = broker.heads(['feed']);
    await run(1_000);
    expect(await heads).toEqual([{ position: { epoch: 'store 1.1', offset: 0 }, version: 0 }]);
  });

  it('holds nothing once its server is dead', async () => {
    const { broker, run, heard, listener, publish } = await reached();
    void broker.subscribe('feed', listener);
    await run(1_000);
    void publish();
    broker.die();
    await run(1_000);
    expect([heard, broker.subscriptions]).toEqual([[], 0]);
  });
});
