import { systemError } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { Bench } from '../support/bench.ts';

const A = { room: 'a' };
const forbidden = systemError('Forbidden', 'not you');
const HALF = 'x'.repeat(1 << 19);

/** A client that has joined a room, and the server's side of it. */
async function joined() {
  const bench = await Bench.live();
  const room = bench.client.room.chat(A);
  await Promise.all([room.join(), bench.pass()]);
  return { bench, room, there: bench.server.rooms.room('chat', A), rooms: bench.server.rooms };
}

/** Reads a room in a loop, and keeps what it is delivered. */
function reading<Delivery>(room: AsyncIterable<Delivery>): { readonly got: Delivery[]; readonly done: Promise<unknown> } {
  const got: Delivery[] = [];
  const read = async (): Promise<unknown> => {
    try {
      for await (const delivery of room) got.push(delivery);
      return 'left';
    } catch (error) {
      return error;
    }
  };
  return { got, done: read() };
}

describe('ClientRoom', () => {
  it('joins when it is iterated, and gives what the room delivers', async () => {
    const bench = await Bench.live();
    const board = bench.server.rooms.room('board');
    board.snapshot = { lines: 0 };
    const { got } = reading(bench.client.room.board());
    await bench.pass();
    board.publish('line', 7);
    await bench.pass();
    expect(got).toEqual([
      { kind: 'snapshot', data: { lines: 0 }, offset: 0 },
      { kind: 'line', data: 7, offset: 1 },
    ]);
  });

  it('calls back with data and delivery, by kind', async () => {
    const { bench, room, there } = await joined();
    const heard: unknown[] = [];
    const off = room.on('said', (data, delivery) => heard.push([data, delivery]));
    room.on('typing', (data) => heard.push(data));
    there.publish('said', { text: 'a' });
    there.pass('typing', { on: true }, 'peer-ann');
    await bench.pass();
    off();
    there.publish('said', { text: 'b' });
    await bench.pass();
    expect(heard).toEqual([[{ text: 'a' }, { kind: 'said', data: { text: 'a' }, offset: 1 }], { on: true }]);
  });

  it('keeps what comes before anybody takes it, also where others listen to members and errors only', async () => {
    const { bench, room, there } = await joined();
    room.on('error', () => {});
    room.on('members', () => {});
    there.publish('said', { text: 'a' });
    await bench.pass();
    const { got } = reading(room);
    await bench.pass();
    expect(got).toEqual([{ kind: 'said', data: { text: 'a' }, offset: 1 }]);
  });

  it('joins over the next connection where one was lost before its join was answered', async () => {
    const bench = await Bench.live();
    const room = bench.client.room.chat(A);
    const join = room.join();
    bench.platform.transport.cut();
    await bench.pass(1_000);
    await join;
    expect([bench.server.rooms.askedBy('$/join').length, bench.client.room.chat(A)]).toEqual([1, room]);
  });

  it('rejects a join that is refused, throws in its loop and tells who listens to errors', async () => {
    const bench = await Bench.live();
    bench.server.rooms.refusal = forbidden;
    const room = bench.client.room.chat(A);
    const errors: unknown[] = [];
    room.on('error', (error) => errors.push(error));
    const { done } = reading(room);
    const join = room.join();
    await Promise.all([expect(join).rejects.toEqual(forbidden), bench.pass()]);
    expect([await done, errors]).toEqual([forbidden, [forbidden]]);
    bench.server.rooms.refusal = undefined;
    await Promise.all([room.join(), bench.pass()]);
  });

  it('tells that it was revoked, behind what came before', async () => {
    const { bench, room, there } = await joined();
    const errors: unknown[] = [];
    room.on('error', (error) => errors.push(error));
    const { got, done } = reading(room);
    there.publish('said', { text: 'a' });
    there.send({ kind: 'revoked', room: there.id, error: { code: -32002, message: 'not you' } });
    there.publish('said', { text: 'b' });
    await bench.pass();
    expect([await done, errors, got]).toEqual([forbidden, [forbidden], [{ kind: 'said', data: { text: 'a' }, offset: 1 }]]);
    await expect(room.publish('said', { text: 'c' })).rejects.toEqual(systemError('NotJoined', 'join the room before you publish to it'));
  });

  it('has left once the server knows, whoever asks', async () => {
    const { room, there } = await joined();
    const members = () => there.members.size;
    expect(await Promise.all([room.leave().then(members), room.leave().then(members)])).toEqual([0, 0]);
  });

  it('has left, too, once its connection is lost', async () => {
    const { bench, room } = await joined();
    bench.platform.transport.stall();
    let hasLeft = false;
    const leaving = room.leave().then(() => {
      hasLeft = true;
    });
    await bench.pass(1_000);
    expect(hasLeft).toBe(false);
    bench.platform.transport.cut();
    await leaving;
  });

  it('leaves when its loop is left, unless it was joined by hand or somebody listens', async () => {
    const bench = await Bench.live();
    const there = bench.server.rooms.room('news');
    const room = bench.client.room.news();
    const once = async () => {
      for await (const { kind } of room) return kind;
      return undefined;
    };
    const visit = async () => {
      const read = once();
      await bench.pass();
      there.publish('told', { text: 'a' });
      await bench.pass();
      expect(await read).toBe('told');
      await bench.pass();
      return there.members.size;
    };
    expect(await visit()).toBe(0);
    const off = room.on('told', () => {});
    expect(await visit()).toBe(1);
    off();
    await bench.pass();
    expect(there.members.size).toBe(0);
    void room.join();
    expect(await visit()).toBe(1);
    await room.leave();
    await bench.pass();
    expect(there.members.size).toBe(0);
  });

  it.each<[string, (bench: Bench) => void]>([
    ['left', (bench) => void bench.client.room.chat(A).leave()],
    [
      'revoked',
      ({ server }) => {
        const there = server.rooms.room('chat', A);
        there.send({ kind: 'revoked', room: there.id, error: { code: -32002, message: 'not you' } });
        there.members.clear();
      },
    ],
  ])('can be joined again from a callback, within being %s', async (_, happens) => {
    const { bench, room, there } = await joined();
    const heard: unknown[] = [];
    room.on('said', ({ text }) => heard.push(text));
    room.on('members', (members) => {
      if (members.length === 0) void room.join();
    });
    happens(bench);
    await bench.reconnect();
    there.publish('said', { text: 'a' });
    await bench.pass();
    expect([heard, bench.client.room.chat(A)]).toEqual([['a'], room]);
  });

  it('ends its loop and whoever waits for a join when it is left', async () => {
    const bench = await Bench.live();
    const room = bench.client.room.chat(A);
    const { done } = reading(room);
    const join = room.join();
    await Promise.all([room.leave(), room.leave(), expect(join).rejects.toEqual(systemError('Cancelled', 'the room was left'))]);
    await bench.pass();
    expect([await done, bench.server.rooms.askedBy('$/leave').length]).toEqual(['left', 1]);
  });

  it('has each logged event once, in order, over drops, and a gap where events are missing', async () => {
    const { bench, room, there } = await joined();
    const { got } = reading(room);
    there.publish('said', { text: '1' });
    await bench.pass();
    bench.platform.transport.cut();
    there.publish('said', { text: '2' });
    await bench.pass(1_000);
    there.publish('said', { text: '3' });
    await bench.pass();
    bench.platform.transport.cut();
    for (const text of ['4', '5']) there.publish('said', { text });
    there.trimmed = 4;
    await bench.pass(5_000);
    expect(got.map(({ kind, ...rest }) => [kind, 'offset' in rest && rest.offset])).toEqual([
      ['said', 1],
      ['said', 2],
      ['said', 3],
      ['gap', 5],
    ]);
  });
});

describe('ClientRoom, with a slow consumer', () => {
  it('holds 1 MiB at most, and is caught up by position without a hole', async () => {
    const { bench, room, there, rooms } = await joined();
    const iterator = room[Symbol.asyncIterator]();
    const offsets: unknown[] = [];
    const take = async () => {
      const { value } = await iterator.next();
      offsets.push(value !== undefined && 'offset' in value ? value.offset : undefined);
    };
    for (let offset = 1; offset <= 8; offset += 1) there.publish('said', { text: HALF });
    await bench.pass();
    await take();
    expect(rooms.askedBy('$/join')).toHaveLength(1);
    for (let taken = 1; taken < 8; taken += 1) await Promise.all([take(), bench.pass(1_000)]);
    there.publish('said', { text: 'last' });
    await Promise.all([take(), bench.pass(1_000)]);
    expect(offsets).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(rooms.askedBy('$/join')[1]).toMatchObject({ position: { epoch: 'epoch', offset: 1 } });
  });

  it('is told everything that was missed from where it joined, when it took nothing before', async () => {
    const { bench, room, there } = await joined();
    for (let offset = 1; offset <= 4; offset += 1) there.publish('said', { text: HALF });
    await bench.pass();
    const { got } = reading(room);
    await bench.pass(5_000);
    expect(got.map((delivery) => 'offset' in delivery && delivery.offset)).toEqual([1, 2, 3, 4]);
  });

  it('gets of each value the newest only', async () => {
    const { bench, room, there } = await joined();
    for (const [symbol, price] of [
      ['A', 1],
      ['B', 1],
      ['A', 2],
    ])
      there.pass('tick', { symbol, price });
    for (const text of ['calm', 'wild']) there.pass('mood', { text });
    await bench.pass();
    const { got } = reading(room);
    await bench.pass();
    expect(got.map(({ kind, ...rest }) => [kind, 'data' in rest && rest.data])).toEqual([
      ['tick', { symbol: 'A', price: 2 }],
      ['tick', { symbol: 'B', price: 1 }],
      ['mood', { text: 'wild' }],
    ]);
  });

  it('stays joined meanwhile, over a drop too: members and publishes go on', async () => {
    const { bench, room, there } = await joined();
    for (let offset = 1; offset <= 4; offset += 1) there.publish('said', { text: HALF });
    await bench.pass();
    await bench.reconnect();
    const published = room.publish('said', { text: 'mine' });
    there.send({ kind: 'presence', room: there.id, full: true, changes: [['ann', { name: 'Ann' }]] });
    await bench.pass();
    expect([await published, room.members]).toEqual([{ offset: 5 }, [{ id: 'ann', state: { name: 'Ann' } }]]);
    const { got } = reading(room);
    await bench.pass(5_000);
    expect(got.map((delivery) => 'offset' in delivery && delivery.offset)).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('ClientRoom, publishing', () => {
  it('settles once the server has taken the event: with the offset where it is logged', async () => {
    const { bench, room, rooms } = await joined();
    const published = Promise.all([
      room.publish('said', { text: 'a' }),
      room.publish('mood', { text: 'b' }, { key: 'mine' }),
      room.publish('typing', { on: true }),
    ]);
    await bench.pass();
    expect(await published).toEqual([{ offset: 1 }, undefined, undefined]);
    expect(rooms.askedBy('$/publish')).toEqual([
      { room: 1, event: 'said', data: { text: 'a' }, key: 'key-1' },
      { room: 1, event: 'mood', data: { text: 'b' }, key: 'mine' },
      { room: 1, event: 'typing', data: { on: true }, key: 'key-2' },
    ]);
  });

  it('sends those whose answer was lost again with their keys, in order, behind the next join', async () => {
    const { bench, room, there, rooms } = await joined();
    rooms.isSilent = true;
    const text = { text: 'a' };
    const published = [room.publish('said', text), room.publish('said', { text: 'b' })];
    const passing = room.publish('typing', { on: true }).catch((error: Error) => error.name);
    text.text = 'changed';
    await bench.pass();
    bench.platform.transport.cut();
    await bench.pass();
    expect(await passing).toBe('OutcomeUnknown');
    rooms.isSilent = false;
    published.push(room.publish('said', { text: 'c' }));
    await bench.pass(1_000);
    expect(await Promise.all(published)).toEqual([{ offset: 1 }, { offset: 2 }, { offset: 3 }]);
    expect(there.log.map(([, data]) => data)).toEqual([{ text: 'a' }, { text: 'b' }, { text: 'c' }]);
    expect(rooms.asked.slice(4).map(([method, { key, data }]) => [method, key, data])).toEqual([
      ['$/join', undefined, undefined],
      ['$/publish', 'key-1', { text: 'a' }],
      ['$/publish', 'key-2', { text: 'b' }],
      ['$/publish', 'key-4', { text: 'c' }],
    ]);
  });

  it('gives up after 100 s', async () => {
    const { bench, room, rooms } = await joined();
    rooms.isSilent = true;
    const published = room.publish('said', { text: 'a' }).catch((error: Error) => error.name);
    await bench.pass();
    bench.platform.network = () => {};
    bench.platform.transport.cut();
    await bench.pass(99_999);
    let isOver = false;
    void published.then(() => {
      isOver = true;
    });
    await bench.pass();
    expect(isOver).toBe(false);
    await bench.pass(1);
    expect(await published).toBe('OutcomeUnknown');
  });

  it('gives up after 100 s where the room was left, too', async () => {
    const { bench, room, rooms } = await joined();
    rooms.isSilent = true;
    const names: string[] = [];
    void room.publish('said', { text: 'a' }).catch(({ name }: Error) => names.push(name));
    await bench.pass();
    await room.leave();
    await bench.pass(99_999);
    expect(names).toEqual([]);
    await bench.pass(1);
    expect(names).toEqual(['OutcomeUnknown']);
  });

  it('lets events of 1 MiB wait for their answer', async () => {
    const { bench, room, rooms } = await joined();
    rooms.isSilent = true;
    const outcomes: string[] = [];
    for (let count = 0; count < 3; count += 1) void room.publish('said', { text: HALF }).catch(({ name }: Error) => outcomes.push(name));
    await bench.pass();
    expect([outcomes, rooms.askedBy('$/publish').length]).toEqual([['TooMany', 'TooMany'], 1]);
  });

  it('refuses what cannot be sent, without harm to what follows', async () => {
    const { bench, room } = await joined();
    await expect(Reflect.apply(room.publish, room, ['said', new Date(0)])).rejects.toBeInstanceOf(TypeError);
    await bench.reconnect();
    const published = room.publish('said', { text: 'a' });
    await bench.pass();
    expect(await published).toEqual({ offset: 1 });
  });
});

describe('ClientRoom, with presence', () => {
  it('tells who is there, each time that it changes', async () => {
    const { bench, room, there } = await joined();
    const heard: unknown[] = [];
    room.on('members', (members) => heard.push(members.map(({ id }) => id)));
    there.send({ kind: 'presence', room: there.id, full: true, changes: [['ann', { name: 'Ann' }]] });
    there.send({ kind: 'presence', room: there.id, full: false, changes: [['bo', { name: 'Bo' }]] });
    there.send({ kind: 'presence', room: there.id, full: false, changes: [['ann']] });
    await bench.pass();
    expect([heard, room.members]).toEqual([[['ann'], ['ann', 'bo'], ['bo']], [{ id: 'bo', state: { name: 'Bo' } }]]);
    await room.leave();
    expect([heard.at(-1), room.members]).toEqual([[], []]);
  });

  it('has only the number of members of a room that is too full for a list, and tells when it changes', async () => {
    const { bench, room, there } = await joined();
    const heard: unknown[] = [];
    expect([room.members.length, room.memberCount]).toEqual([1, 1]);
    room.on('members', (members) => heard.push([members.length, room.memberCount]));
    for (const changes of [300, 301]) there.send({ kind: 'presence', room: there.id, full: true, changes });
    await bench.pass();
    expect(heard).toEqual([
      [0, 300],
      [0, 301],
    ]);
    await room.leave();
    expect(room.memberCount).toBe(0);
  });

  it('says its state with each join, and when it changes', async () => {
    const bench = await Bench.live();
    const room = bench.client.room.chat(A, { state: { name: 'Ann' } });
    await Promise.all([room.join(), bench.pass()]);
    room.setState({ name: 'Bo' });
    await bench.pass();
    await bench.reconnect();
    const { asked } = bench.server.rooms;
    expect(asked.map(([method, { state }]) => [method, state])).toEqual([
      ['$/join', { name: 'Ann' }],
      ['$/state', { name: 'Bo' }],
      ['$/join', { name: 'Bo' }],
    ]);
    expect(() => Reflect.apply(room.setState, room, [new Date(0)])).toThrow(TypeError);
  });

  it('tells that a state is refused for good, stays joined, and says the one before from then on', async () => {
    const bench = await Bench.live();
    const { rooms } = bench.server;
    const room = bench.client.room.chat(A, { state: { name: 'Ann' } });
    const errors: unknown[] = [];
    room.on('error', (error) => errors.push(error));
    await Promise.all([room.join(), bench.pass()]);
    rooms.stateRefusal = systemError('InvalidParams', 'no such name');
    room.setState({ name: '' });
    await bench.pass();
    await bench.reconnect();
    expect(errors).toEqual([rooms.stateRefusal]);
    expect(rooms.asked.map(([method, { state }]) => [method, state])).toEqual([
      ['$/join', { name: 'Ann' }],
      ['$/state', { name: '' }],
      ['$/join', { name: 'Ann' }],
    ]);
    const published = room.publish('said', { text: 'a' });
    await bench.pass();
    expect(await published).toEqual({ offset: 1 });
  });

  it('is not lost with a state that was set while it was not connected, and that the server refuses', async () => {
    const bench = await Bench.live();
    const room = bench.client.room.chat(A, { state: { name: 'Ann' } });
    await Promise.all([room.join(), bench.pass()]);
    bench.platform.transport.cut();
    room.setState({ name: '' });
    bench.server.rooms.stateRefusal = systemError('InvalidParams', 'no such name');
    const refused = new Promise((resolve) => room.on('error', resolve));
    await bench.pass(1_000);
    expect(await refused).toEqual(bench.server.rooms.stateRefusal);
    expect(bench.server.rooms.askedBy('$/join').map(({ state }) => state)).toEqual([{ name: 'Ann' }, { name: 'Ann' }]);
  });

  it('says one state at a time, and behind its answer the newest', async () => {
    const { bench, room } = await joined();
    for (const name of ['a', 'b', 'c']) room.setState({ name });
    await bench.pass();
    expect(bench.server.rooms.askedBy('$/state').map(({ state }) => state)).toEqual([{ name: 'a' }, { name: 'c' }]);
  });

  it('says a state as it was when it was set, whatever its owner makes of it', async () => {
    const bench = await Bench.live();
    const state: { name: string; self?: unknown } = { name: 'Ann' };
    const room = bench.client.room.chat(A, { state });
    await Promise.all([room.join(), bench.pass()]);
    state.name = 'changed';
    state.self = state;
    await bench.reconnect();
    expect(bench.server.rooms.askedBy('$/join').map(({ state: told }) => told)).toEqual([{ name: 'Ann' }, { name: 'Ann' }]);
    expect(() => room.setState(state)).toThrow(TypeError);
  });

  it('says a state again that the server could not take for a while', async () => {
    const { bench, room } = await joined();
    const { rooms } = bench.server;
    rooms.stateRefusal = systemError('TooMany', 'slow down', { retryAfterMs: 2_000 });
    room.setState({ name: 'Bo' });
    await bench.pass();
    rooms.stateRefusal = undefined;
    expect(rooms.askedBy('$/state')).toHaveLength(1);
    await bench.pass(60_000);
    expect(rooms.askedBy('$/state')).toEqual([
      { room: 1, state: { name: 'Bo' } },
      { room: 1, state: { name: 'Bo' } },
    ]);
  });
});
