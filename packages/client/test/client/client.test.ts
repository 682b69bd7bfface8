import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { systemError } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { ClientCore } from '../../src/client/client.ts';
import { Bench, connectTo } from '../support/bench.ts';
import { market } from '../support/market.ts';
import { MemoryServer } from '../support/memory-server.ts';
import { VirtualPlatform } from '../support/virtual-platform.ts';

describe('ClientCore', () => {
  it('tells each change of status until it is told not to, and reports what a listener throws', async () => {
    const bench = new Bench();
    expect([bench.client instanceof ClientCore, bench.client.status]).toEqual([true, 'connecting']);
    const bug = new Error('bug');
    const heard: string[] = [];
    const stop = bench.client.on('status', (status) => heard.push(status));
    bench.client.on('status', () => {
      throw bug;
    });
    await bench.pass();
    stop();
    bench.platform.transport.cut();
    await bench.pass();
    expect([heard, bench.statuses.map(([status]) => status), bench.platform.reported]).toEqual([
      ['live'],
      ['live', 'reconnecting'],
      [bug, bug],
    ]);
  });

  it('has no other event than status', async () => {
    const { client } = await Bench.live();
    expect(() => Reflect.apply(client.on, client, ['close', () => {}])).toThrow(
      new TypeError('a client has no event close; listen to status'),
    );
  });

  it('ends everything when it is closed: what waits as closed, what was sent as unknown, rooms too', async () => {
    const bench = await Bench.live();
    const room = bench.client.room.chat({ room: 'a' });
    const iterator = room[Symbol.asyncIterator]();
    const next = iterator.next();
    const paid = bench.client.call.pay({ amount: 1 });
    await bench.pass();
    const joining = bench.client.room.news().join();
    const ends = Promise.allSettled([paid, joining, next]);
    await bench.client.close();
    await bench.client.close();
    const closed = systemError('Closed', 'the client was closed');
    expect(await ends).toEqual([
      { status: 'rejected', reason: expect.objectContaining({ name: 'OutcomeUnknown' }) },
      { status: 'rejected', reason: closed },
      { status: 'rejected', reason: closed },
    ]);
    await bench.pass(1_000_000);
    expect([bench.statuses.slice(1), bench.platform.transport.ending, bench.platform.timers, bench.server.sessions]).toEqual([
      [['closed', { reason: 'closed' }]],
      { code: 1000, reason: 'the client was closed' },
      0,
      [],
    ]);
  });

  it('is closed once every transport is, those too that it gave up before', async () => {
    const bench = await Bench.live();
    bench.platform.transport.stall();
    await bench.pass(36_000);
    expect([bench.client.status, bench.platform.transports.map(({ ending }) => ending !== undefined)]).toEqual(['live', [true, false]]);
    let isClosed = false;
    const closing = bench.client.close().then(() => {
      isClosed = true;
    });
    await bench.pass(1_000);
    expect(isClosed).toBe(false);
    bench.platform.transports[0]?.cut();
    await closing;
    expect(bench.statuses.at(-1)).toEqual(['closed', { reason: 'closed' }]);
  });

  it('takes nothing more once it is closed', async () => {
    const { client } = await Bench.live();
    const before = client.room.chat({ room: 'a' });
    await client.close();
    const closed = systemError('Closed', 'the client was closed');
    await expect(client.call.ping()).rejects.toMatchObject({ name: 'Closed' });
    await expect(before.join()).rejects.toEqual(closed);
    await expect(before[Symbol.asyncIterator]().next()).rejects.toEqual(closed);
    await expect(before.publish('said', { text: 'a' })).rejects.toEqual(closed);
  });

  it('may be closed before it is connected, and by whoever hears that it is live', async () => {
    const early = new Bench();
    const waiting = early.client.call.ping();
    await early.client.close();
    await expect(waiting).rejects.toEqual(systemError('Closed', 'the client was closed'));
    await early.pass(100_000);
    expect(early.platform.transports).toEqual([]);
    const late = new Bench();
    late.client.on('status', () => void late.client.close());
    await late.pass(100_000);
    expect([late.client.status, late.platform.transports.length, late.platform.timers]).toEqual(['closed', 1, 0]);
  });

  it('gives up a connection that is being opened when it is closed', async () => {
    const platform = new VirtualPlatform();
    const client = connectTo(platform);
    await platform.advance(0);
    await client.close();
    platform.transport.open();
    await platform.advance(100_000);
    expect([platform.transport.ending, platform.transport.sent, platform.timers]).toEqual(['destroyed', [], 0]);
  });

  it('knows events by an index, too, as the manifest has them', async () => {
    const bench = await Bench.live({ codec: msgpackCodec });
    const heard: unknown[] = [];
    const room = bench.client.room.chat({ room: 'a' });
    room.on('tick', (data) => heard.push(data));
    await Promise.all([room.join(), bench.pass()]);
    bench.server.rooms.room('chat', { room: 'a' }).pass(2, { symbol: 'A', price: 1 });
    await bench.pass();
    expect(heard).toEqual([{ symbol: 'A', price: 1 }]);
  });
});

describe('ClientCore that has its contract by value', () => {
  async function checking() {
    const bench = await Bench.live({ contract: market });
    const room = bench.client.room.chat({ room: 'a' });
    await Promise.all([room.join(), bench.pass()]);
    return { ...bench, bench, room };
  }
  const refused = (message: string, path: string, issue: string) =>
    systemError('InvalidParams', `${message} not what the contract says`, { issues: [{ path, message: issue }] });

  it('sends what the contract takes', async () => {
    const { bench, room } = await checking();
    bench.server.answer = (call) => call.respond(1);
    const done = Promise.all([bench.client.call.quote({ symbol: 'A' }), room.publish('said', { text: 'a' })]);
    room.setState({ name: 'Ann' });
    await bench.pass();
    expect(await done).toEqual([1, { offset: 1 }]);
    expect(bench.server.rooms.askedBy('$/state')).toEqual([{ room: 1, state: { name: 'Ann' } }]);
  });

  it('refuses params, rooms, states and events that the contract does not take, before they leave', async () => {
    const { bench, room } = await checking();
    const asked = bench.server.rooms.asked.length;
    await expect(Reflect.apply(bench.client.call.quote, undefined, [{}])).rejects.toMatchObject({ name: 'InvalidParams' });
    await expect(Reflect.apply(room.publish, room, ['said', { text: 5 }])).rejects.toEqual(
      refused('chat: the event said is', '/text', 'must be string'),
    );
    expect(() => Reflect.apply(room.setState, room, [{ name: 5 }])).toThrow(refused('chat: the state is', '/name', 'must be string'));
    expect(() => Reflect.apply(bench.client.room.chat, undefined, [{ room: 5 }])).toThrow(
      refused('chat: the params are', '/room', 'must be string'),
    );
    await bench.pass();
    expect([bench.server.calls, bench.server.rooms.asked.length]).toEqual([[], asked]);
  });

  it('ends an input with an item that the contract does not take, which the caller and the server are told', async () => {
    const { bench } = await checking();
    const got: unknown[] = [];
    bench.server.answer = (call) => {
      call.handler = {
        onItem: (item) => got.push(item),
        onInputEnd: (error) => error && call.fail(error),
      };
    };
    const summed = Reflect.apply(bench.client.call.sum, undefined, [undefined, { input: [1, '2', 3] }]);
    const failed = expect(summed).rejects.toMatchObject({
      name: 'InvalidParams',
      data: { issues: [{ path: '', message: 'must be number' }] },
    });
    await bench.pass();
    await failed;
    expect(got).toEqual([1]);
  });

  it('may speak to a server that knows more', async () => {
    const platform = new VirtualPlatform();
    const server = new MemoryServer(platform, market);
    platform.network = server.accept;
    const client = connectTo(platform, { contract: market });
    server.answer = (call) => call.respond(call.method);
    const called = Reflect.apply(Reflect.get(client.call, 'newer'), undefined, [{ any: 1 }]);
    await platform.advance(0);
    expect(await called).toBe('newer');
  });
});
