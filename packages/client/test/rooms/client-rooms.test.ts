import { systemError } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { Bench } from '../support/bench.ts';
import { market } from '../support/market.ts';
import { MemoryServer } from '../support/memory-server.ts';

const A = { room: 'a' };

describe('ClientRooms', () => {
  it('has one object for a room in use: joined, or listened to', async () => {
    const { client } = await Bench.live();
    const room = client.room.chat(A);
    room.on('said', () => {});
    expect(client.room.chat({ room: 'a' })).toBe(room);
    void room.join();
    expect([client.room.chat(A) === room, client.room.chat({ room: 'b' }) === room]).toEqual([true, false]);
  });

  it('keeps nothing of rooms that nobody is in any more', async () => {
    const bench = await Bench.live();
    const room = bench.client.room.chat(A);
    await Promise.all([room.join(), bench.pass()]);
    await room.leave();
    expect(bench.client.room.chat(A)).not.toBe(room);
  });

  it('keeps nothing of rooms that nobody listens to any more', async () => {
    const { client } = await Bench.live();
    const room = client.room.chat(A);
    const unsubscribers = [room.on('said', () => {}), room.on('members', () => {})];
    unsubscribers[0]?.();
    expect(client.room.chat(A)).toBe(room);
    unsubscribers[1]?.();
    expect(client.room.chat(A)).not.toBe(room);
  });

  it('keeps a room that nobody listens to any more while somebody is in it', async () => {
    const { client } = await Bench.live();
    const room = client.room.chat(A);
    void room.join();
    room.on('said', () => {})();
    expect(client.room.chat(A)).toBe(room);
  });

  it('serves two objects of one room that were made before either was in use, over all connections', async () => {
    const bench = await Bench.live();
    const heard: string[] = [];
    const [one, two] = [bench.client.room.chat(A), bench.client.room.chat(A)];
    one.on('said', ({ text }) => heard.push(`one ${text}`));
    two.on('said', ({ text }) => heard.push(`two ${text}`));
    await Promise.all([one.join(), two.join(), bench.pass()]);
    const room = bench.server.rooms.room('chat', A);
    room.publish('said', { text: 'a' });
    await bench.reconnect();
    room.publish('said', { text: 'b' });
    await bench.pass();
    expect(heard.toSorted()).toEqual(['one a', 'one b', 'two a', 'two b']);
    await two.leave();
    room.publish('said', { text: 'c' });
    await bench.pass();
    expect(heard.slice(4)).toEqual(['one c']);
    await one.leave();
    await bench.pass();
    expect([room.members.size, bench.server.rooms.askedBy('$/leave')]).toEqual([0, [{ room: 1, n: 4 }]]);
  });

  it('serves two names of what is one room for the server, and leaves it with the last', async () => {
    const bench = await Bench.live();
    const heard: string[] = [];
    const [one, two] = [bench.client.room.chat(A), bench.client.room.chat({ room: 'default' })];
    const other = Reflect.apply(bench.client.room.chat, undefined, [{}]);
    other.on('said', () => heard.push('left out'));
    two.on('said', () => heard.push('default'));
    await Promise.all([one.join(), two.join(), other.join(), bench.pass()]);
    const room = bench.server.rooms.room('chat', {});
    room.publish('said', { text: 'a' });
    await bench.pass();
    expect(heard.splice(0)).toEqual(['default', 'left out']);
    await two.leave();
    await bench.pass();
    expect(bench.server.rooms.askedBy('$/leave')).toEqual([]);
    room.publish('said', { text: 'b' });
    await bench.pass();
    expect(heard).toEqual(['left out']);
  });

  it('stays in a room that is entered again before the join that was given up is answered', async () => {
    const bench = await Bench.live();
    const heard: unknown[] = [];
    const first = bench.client.room.chat(A);
    void first.join().catch(() => {});
    void first.leave();
    const second = bench.client.room.chat(A);
    second.on('said', ({ text }) => heard.push(text));
    await Promise.all([second.join(), bench.pass()]);
    const { rooms } = bench.server;
    expect([second === first, rooms.asked.map(([method, { n }]) => [method, n])]).toEqual([
      false,
      [
        ['$/join', 1],
        ['$/join', 2],
        ['$/leave', 1],
      ],
    ]);
    bench.server.rooms.room('chat', A).publish('said', { text: 'a' });
    await bench.pass();
    expect(heard).toEqual(['a']);
  });

  it('leaves a room whose join was given up as soon as that is answered', async () => {
    const bench = await Bench.live();
    const given = bench.client.room.chat(A);
    void given.join().catch(() => {});
    void given.leave();
    await Promise.all([bench.client.room.chat({ room: 'b' }).join(), bench.pass()]);
    const { rooms } = bench.server;
    expect([rooms.asked.map(([method]) => method), rooms.room('chat', A).members.size]).toEqual([['$/join', '$/join', '$/leave'], 0]);
  });

  it('joins the room of its params as they were, whatever their owner makes of them', async () => {
    const bench = await Bench.live();
    const params: { room: string; self?: unknown } = { room: 'a' };
    const room = bench.client.room.chat(params);
    await Promise.all([room.join(), bench.pass()]);
    params.room = 'b';
    params.self = params;
    await bench.reconnect();
    expect(bench.server.rooms.askedBy('$/join').map(({ params: asked }) => asked)).toEqual([A, A]);
    expect(() => bench.client.room.chat(params)).toThrow(TypeError);
  });

  it('refuses params that cannot be sent', async () => {
    const { client } = await Bench.live();
    expect(() => Reflect.apply(client.room.chat, undefined, [{ room: new Date(0) }])).toThrow(TypeError);
  });

  it('joins behind the hello, and again over each connection, wherever it was', async () => {
    const bench = new Bench();
    const room = bench.client.room.news();
    const heard: unknown[] = [];
    room.on('told', (_, { offset }) => heard.push(offset));
    void room.join();
    await bench.pass();
    bench.server.rooms.room('news').publish('told', { text: 'a' });
    await bench.pass();
    bench.platform.transport.cut();
    bench.server.rooms.room('news').publish('told', { text: 'b' });
    await bench.pass(1_000);
    expect(bench.server.rooms.askedBy('$/join')).toEqual([
      { topic: 'news', n: 1 },
      { topic: 'news', n: 2, position: { epoch: 'epoch', offset: 1 } },
    ]);
    expect(heard).toEqual([1, 2]);
  });

  it('moves to the server that follows a draining one without a hole, and stays where it is while there is none', async () => {
    const bench = await Bench.live();
    const heard: unknown[] = [];
    const room = bench.client.room.news();
    room.on('told', (_, { offset }) => heard.push(offset));
    await Promise.all([room.join(), bench.pass()]);
    const old = bench.server.rooms.room('news');
    bench.platform.network = (transport) => {
      transport.open();
      transport.cut();
    };
    bench.server.say({ kind: 'drain', withinMs: 2_000, reason: 'deploy' });
    await bench.pass(1_100);
    // One that is lost on its way: the hole is asked for where the room still is.
    old.log.push(['told', { text: 'lost' }]);
    old.publish('told', { text: 'a' });
    await bench.pass(0);
    const late = bench.client.room.chat(A);
    await Promise.all([late.join(), bench.pass()]);
    const successor = new MemoryServer(bench.platform, market);
    for (const text of ['lost', 'a', 'b']) successor.rooms.room('news').log.push(['told', { text }]);
    bench.platform.network = successor.accept;
    await bench.pass(10_000);
    successor.rooms.room('news').publish('told', { text: 'c' });
    await bench.pass();
    expect([heard, successor.rooms.askedBy('$/join'), bench.server.rooms.askedBy('$/leave')]).toEqual([
      [1, 2, 3, 4],
      [
        { topic: 'news', n: 5, position: { epoch: 'epoch', offset: 2 } },
        { topic: 'chat', n: 6, params: A, position: { epoch: 'epoch', offset: 0 } },
      ],
      [
        { room: 1, n: 3 },
        { room: 2, n: 4 },
      ],
    ]);
  });

  it('asks again for a room that was refused for a while, when its time has come', async () => {
    const bench = await Bench.live();
    bench.server.rooms.refusal = systemError('TooMany', 'later', { retryAfterMs: 3_000 });
    const joined = bench.client.room.news().join();
    await bench.pass(3_499);
    bench.server.rooms.refusal = undefined;
    expect(bench.server.rooms.askedBy('$/join')).toHaveLength(1);
    await bench.pass(1);
    await joined;
    expect(bench.server.rooms.askedBy('$/join')).toHaveLength(2);
  });
});
