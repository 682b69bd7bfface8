import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { jsonCodec } from '@trunkline/protocol/wire';
import { settled } from '@trunkline/test-kit/settled';
import { VirtualPlatform } from '@trunkline/test-kit/virtual-platform';
import { describe, expect, it } from 'vitest';
import { Desk, desk } from '../support/desk.ts';
import { RoomReader } from '../support/room-reader.ts';
import { Stranger } from '../support/stranger.ts';
import { memoryBroker } from '../support/test-hub.ts';

const chat = { topic: 'chat', params: { room: 'a' } };
const seats = (name: string) => ({ topic: 'seats', params: { room: 'a' }, state: { name } });

/** Two servers with one store. The second lives on a clock of its own where it is to die. */
function twoServers({ secondPlatform }: { secondPlatform?: VirtualPlatform } = {}) {
  const platform = new VirtualPlatform();
  const broker = memoryBroker(platform);
  const one = new Desk({ platform, broker });
  const two = new Desk({ platform: secondPlatform ?? platform, broker });
  let published = 0;
  /** Publishes to the room from one server's own code. */
  const publish = async (server: Desk, count: number) => {
    for (let index = 0; index < count; index += 1) {
      published += 1;
      await server.hub.room(desk.topics.chat, { room: 'a' }).publish('message', { text: `${published}` });
    }
    await settled();
  };
  return { platform, broker, one, two, publish };
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

const sorted = (names: readonly unknown[]) => [...names].sort();

/** Who is in a room, as one of its readers sees it. */
const names = (reader: RoomReader) =>
  sorted(reader.members.map(({ state }) => (typeof state === 'object' && state !== null ? Reflect.get(state, 'name') : undefined)));

describe.each([jsonCodec, msgpackCodec])('two hubs that share a broker, over $name', (codec) => {
  it('bring what is published on either to the members on both, in one order', async () => {
    const { platform, one, two, publish } = twoServers();
    const clients = [one.client({ codec }).connect(), two.client({ codec }).connect()];
    const readers = clients.map((client) => new RoomReader(client, platform, chat));
    for (const reader of readers) reader.follow();
    await settled();
    await publish(one, 3);
    await publish(two, 3);
    const stranger = new Stranger(two, codec).hello();
    await settled();
    stranger.ask(-2, '$/join', chat);
    await settled();
    stranger.ask(-3, '$/publish', { room: 1, event: 'message', data: { text: 'from a client' } });
    await settled();
    expect(readers.map(({ offsets }) => offsets)).toEqual([upTo(7), upTo(7)]);
    expect(readers[0]?.deliveries).toEqual(readers[1]?.deliveries);
  });

  it('list the members of both, and tell both who comes and goes', async () => {
    const { platform, one, two } = twoServers();
    const ann = one.client({ codec, auth: 'ann' }).connect();
    const bob = two.client({ codec, auth: 'bob' }).connect();
    const readers = [new RoomReader(ann, platform, seats('Ann')), new RoomReader(bob, platform, seats('Bob'))];
    for (const reader of readers) reader.follow();
    await platform.advance(200);
    expect(readers.map(names)).toEqual([
      ['Ann', 'Bob'],
      ['Ann', 'Bob'],
    ]);
    expect(sorted((await one.hub.room(desk.topics.seats, { room: 'a' }).members()).map(({ state }) => state.name))).toEqual(['Ann', 'Bob']);
    bob.session.close('bye', platform.now());
    await platform.advance(200);
    expect(readers.slice(0, 1).map(names)).toEqual([['Ann']]);
  });

  it('have the same values for whoever comes late', async () => {
    const { platform, one, two } = twoServers();
    const room = one.hub.room(desk.topics.seats, { room: 'a' });
    for (const [symbol, price] of [
      ['A', 1],
      ['B', 2],
      ['A', 3],
    ] as const)
      await room.publish('tick', { symbol, price });
    const reader = new RoomReader(two.client({ codec }).connect(), platform, seats('Late'));
    reader.follow();
    await settled();
    expect(
      sorted(reader.deliveries.map((delivery) => (delivery.kind === 'event' ? JSON.stringify(delivery.data) : delivery.kind))),
    ).toEqual(['{"symbol":"A","price":3}', '{"symbol":"B","price":2}']);
  });
});

describe.each([jsonCodec, msgpackCodec])('a client of a hub that drains, over $name', (codec) => {
  it('moves to the other with its room without a hole, and its call is answered where it was made', async () => {
    const { platform, one, two, publish } = twoServers();
    const client = one.client({ codec, auth: 'ann' }).connect();
    const reader = new RoomReader(client, platform, chat);
    reader.follow();
    await settled();
    const held = client.call('hold', { key: 'a' });
    await publish(one, 5);
    const drained = one.hub.drain(10_000);
    await settled();
    expect(client.drains).toEqual([{ kind: 'drain', withinMs: 10_000, reason: 'the server is going away' }]);
    await publish(two, 5);
    // The join is on its way, and both servers tell of what is published meanwhile.
    client.connectBeside(two);
    reader.follow();
    await publish(one, 5);
    await publish(two, 5);
    const asked = client.call('whoami');
    await platform.advance(1_000);
    one.held.get('a')?.resolve('where it was made');
    await platform.advance(10);
    await drained;
    one.hub.close();
    await publish(two, 5);
    expect([await held, await asked]).toEqual([
      { ok: true, value: 'where it was made' },
      { ok: true, value: 'ann' },
    ]);
    expect([reader.offsets, reader.deliveries.length, client.closes]).toEqual([
      upTo(25),
      25,
      [{ code: 4001, reason: 'the server is going away', sentBy: 'server' }],
    ]);
  });

  it('is a member at the other, and at the first no more', async () => {
    const { platform, one, two } = twoServers();
    const ann = one.client({ codec, auth: 'ann' }).connect();
    const bob = two.client({ codec, auth: 'bob' }).connect();
    const readers = [new RoomReader(ann, platform, seats('Ann')), new RoomReader(bob, platform, seats('Bob'))];
    for (const reader of readers) reader.follow();
    await platform.advance(200);
    const drained = one.hub.drain(10_000);
    ann.connectBeside(two);
    readers[0]?.follow();
    await drained;
    one.hub.close();
    await platform.advance(200);
    expect(readers.map(names)).toEqual([
      ['Ann', 'Bob'],
      ['Ann', 'Bob'],
    ]);
  });
});

describe('a hub that dies', () => {
  it('leaves its clients to the other: rooms go on without a hole, members that do not come back are gone, calls end as unknown', async () => {
    const dead = new VirtualPlatform('dead');
    const { platform, one, two, publish } = twoServers({ secondPlatform: dead });
    const client = two.client({ auth: 'ann' }).connect();
    const reader = new RoomReader(client, platform, chat);
    reader.follow();
    const lost = two.client({ auth: 'bob' }).connect();
    new RoomReader(lost, platform, seats('Bob')).follow();
    const watcher = new RoomReader(one.client().connect(), platform, seats('Eve'));
    watcher.follow();
    await platform.advance(200);
    const held = client.call('hold', { key: 'a' });
    await publish(two, 3);
    expect(names(watcher)).toEqual(['Bob', 'Eve']);
    client.link.cut();
    lost.link.cut();
    await publish(one, 3);
    client.connect('ann', one);
    reader.follow();
    await publish(one, 3);
    expect([reader.offsets, reader.deliveries.length]).toEqual([upTo(9), 9]);
    expect([await held, client.hellos.map(({ session }) => session.resumed)]).toEqual([
      { ok: false, error: expect.objectContaining({ name: 'OutcomeUnknown' }) },
      [false, false],
    ]);
    // The lease of the dead server's members runs out.
    await platform.advance(40_000);
    expect(names(watcher)).toEqual(['Eve']);
  });
});

describe('a publish that is sent again on another server', () => {
  it('takes effect once', async () => {
    const { platform, one, two } = twoServers();
    const reader = new RoomReader(two.client().connect(), platform, chat);
    reader.follow();
    const publish = { event: 'message', data: { text: 'once' }, key: 'k1' };
    const answers: unknown[] = [];
    for (const server of [one, two, two]) {
      const client = new Stranger(server).hello({ auth: 'ann' });
      await settled();
      client.ask(-2, '$/join', chat);
      await settled();
      client.ask(-3, '$/publish', { ...publish, room: 1 });
      await settled();
      answers.push(client.answerTo(-3));
    }
    const other = new Stranger(one).hello({ auth: 'eve' });
    await settled();
    other.ask(-2, '$/join', chat);
    await settled();
    other.ask(-3, '$/publish', { ...publish, room: 1 });
    await settled();
    expect([...answers, other.answerTo(-3)]).toEqual([
      { result: { offset: 1 } },
      { result: { offset: 1 } },
      { result: { offset: 1 } },
      { result: { offset: 2 } },
    ]);
    expect(reader.offsets).toEqual([1, 2]);
  });
});
