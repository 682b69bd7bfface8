import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { jsonCodec } from '@trunkline/protocol/wire';
import { settled } from '@trunkline/test-kit/settled';
import { describe, expect, it } from 'vitest';
import { at } from '../../src/rooms/topic-handler.ts';
import { hall } from '../support/hall.ts';
import { HallBench } from '../support/hall-bench.ts';
import { eventsOf, offsetsOf, range } from '../support/told.ts';

const EPOCH = 'epoch.1';

function failed(name: string, data?: unknown) {
  return { ok: false, error: expect.objectContaining(data === undefined ? { name } : { name, data }) };
}

/** Board lines 1 … `lines`, of which the log keeps 5. */
async function boardWith(lines: number, options = {}) {
  const bench = new HallBench(options);
  const room = bench.test.hub.room(hall.topics.board);
  const keeper = bench.client();
  await keeper.join('board');
  for (let line = 1; line <= lines; line += 1) await room.publish('line', line);
  bench.board = () => ({ lines });
  return { bench, room };
}

describe.each([jsonCodec, msgpackCodec])('Join over $name', (codec) => {
  it('begins at the head of the log on a first join', async () => {
    const bench = new HallBench();
    await bench.post('a', ['1', '2']);
    const client = bench.client({ codec });
    expect(await client.join('feed', { name: 'a' })).toEqual({ room: 1, epoch: EPOCH, offset: 2, recovered: false, snapshot: false });
    await bench.post('a', ['3']);
    await settled();
    expect(offsetsOf(client)).toEqual([3]);
  });

  it('begins nowhere without a log, whatever the client states', async () => {
    const bench = new HallBench();
    const client = bench.client({ codec });
    for (const position of [undefined, { epoch: '', offset: 0 }, { epoch: 'x', offset: 9 }]) {
      const reply = await client.join('lobby', { name: 'a' }, { state: { name: 'ann' }, ...(position === undefined ? {} : { position }) });
      expect(reply).toMatchObject({ epoch: '', offset: 0, recovered: false, snapshot: false });
    }
    await settled();
    expect(client.events.filter(({ kind }) => kind === 'gap')).toEqual([]);
  });

  it('does not send a client back whose gap another server would see further on', async () => {
    const bench = new HallBench();
    const ahead = new HallBench({ beside: bench });
    const keeper = bench.client();
    const { epoch } = await keeper.join('feed', { name: 'a' });
    // What is published there is not handed over here, nor can be read: this server believes that the room is at 0.
    bench.broker.deliver = () => {};
    await ahead.post('a', range(1, 1_200).map(String));
    const client = bench.client({ codec });
    const position = { epoch, offset: 1 };
    expect(await client.join('feed', { name: 'a' }, { position })).toMatchObject({ epoch, offset: 1_200, recovered: false });
    await settled();
    expect(client.events).toMatchObject([{ kind: 'gap', offset: 1_200, reason: 'trimmed' }]);
  });

  it('does not let an older join of a room overtake a newer one', async () => {
    const bench = new HallBench();
    const client = bench.client({ codec });
    let letIn = (_: boolean) => {};
    bench.authorize = () => new Promise((resolve) => (letIn = resolve));
    const joins = [1, 2].map((number) => client.join('lobby', { name: 'a' }, { state: { name: `state ${number}` } }));
    await settled();
    const letFirstIn = letIn;
    bench.authorize = () => true;
    letFirstIn(true);
    await Promise.all(joins);
    const [member] = await bench.test.hub.room(hall.topics.lobby, { name: 'a' }).members();
    expect(member?.state).toEqual({ name: 'state 2' });
  });

  it('recovers what the log reaches back to', async () => {
    const { bench } = await boardWith(8);
    const client = bench.client({ codec });
    expect(await client.join('board', undefined, { position: { epoch: EPOCH, offset: 3 } })).toEqual({
      room: 1,
      epoch: EPOCH,
      offset: 3,
      recovered: true,
      snapshot: false,
    });
    await settled();
    expect(eventsOf(client)).toEqual(range(4, 8).map((line) => [line, 'line', line]));
    expect(bench.broker.count('read')).toBe(1);
    const current = bench.client({ codec });
    expect(await current.join('board', undefined, { position: { epoch: EPOCH, offset: 8 } })).toMatchObject({ offset: 8, recovered: true });
    await settled();
    expect(current.events).toEqual([]);
  });

  it.each([
    ['is trimmed', { epoch: EPOCH, offset: 2 }],
    ['is of another log', { epoch: 'other', offset: 5 }],
    ['is of no log', { epoch: '', offset: 0 }],
    ['is beyond the head', { epoch: EPOCH, offset: 9 }],
  ])('sends a snapshot where what was stated %s', async (_, position) => {
    const { bench } = await boardWith(8);
    const client = bench.client({ codec });
    const reply = await client.join('board', undefined, { position });
    expect(reply).toEqual({ room: 1, epoch: EPOCH, offset: 8, recovered: false, snapshot: true });
    await settled();
    expect(client.events).toEqual([{ kind: 'snapshot', room: 1, epoch: EPOCH, offset: 8, data: { lines: 8 } }]);
  });
});

describe('Join', () => {
  it.each([
    ['trimmed', { epoch: EPOCH, offset: 2 }],
    ['epoch', { epoch: 'other', offset: 5 }],
    ['epoch', { epoch: '', offset: 0 }],
    ['epoch', { epoch: EPOCH, offset: 61 }],
  ])('tells a gap where there is no snapshot: %s', async (reason, position) => {
    const bench = new HallBench();
    await bench.post('a', range(1, 60).map(String));
    const client = bench.client();
    expect(await client.join('feed', { name: 'a' }, { position })).toMatchObject({ epoch: EPOCH, offset: 60, recovered: false });
    await settled();
    expect(client.events).toEqual([{ kind: 'gap', room: 1, epoch: EPOCH, offset: 60, reason }]);
  });

  it('recovers 1,000 events, and takes more for trimmed', async () => {
    const bench = new HallBench();
    const room = bench.test.hub.room(hall.topics.mixed);
    const client = bench.client();
    for (const line of range(1, 1_000)) await room.publish('line', { text: `${line}` });
    expect(await client.join('mixed', undefined, { position: { epoch: EPOCH, offset: 0 } })).toMatchObject({ recovered: true });
    await settled();
    expect(offsetsOf(client)).toEqual(range(1, 1_000));
    await room.publish('line', { text: 'one more' });
    const later = bench.client();
    expect(await later.join('mixed', undefined, { position: { epoch: EPOCH, offset: 1 } })).toMatchObject({ recovered: true });
    expect(await later.join('mixed', undefined, { position: { epoch: EPOCH, offset: 0 } })).toMatchObject({
      offset: 1_001,
      recovered: false,
    });
  });

  it('takes more than 1 MiB for trimmed', async () => {
    const bench = new HallBench();
    const room = bench.test.hub.room(hall.topics.mixed);
    const client = bench.client();
    for (let line = 0; line < 3; line += 1) await room.publish('line', { text: 'x'.repeat(400 << 10) });
    expect(await client.join('mixed', undefined, { position: { epoch: EPOCH, offset: 1 } })).toMatchObject({ recovered: true });
    expect(await client.join('mixed', undefined, { position: { epoch: EPOCH, offset: 0 } })).toMatchObject({ recovered: false });
  });

  it('refuses what is no topic, no room, no state or nothing for this peer', async () => {
    const bench = new HallBench();
    const client = bench.client();
    const join = (params: object) => client.request('$/join', params);
    expect(await join({ topic: 'x'.repeat(200) })).toEqual({
      ok: false,
      error: expect.objectContaining({ name: 'MethodNotFound', message: `there is no topic ${'x'.repeat(100)}` }),
    });
    expect(await join({ topic: 'toString' })).toEqual(failed('MethodNotFound'));
    expect(await join({ topic: 'feed' })).toEqual(failed('InvalidParams'));
    expect(await join({ topic: 'feed', params: { name: 'a', more: 1 } })).toEqual(failed('InvalidParams'));
    expect(await join({ topic: 'lobby', params: { name: 'a' } })).toEqual(failed('InvalidParams'));
    expect(await join({ topic: 'feed', params: { name: 'a' }, state: {} })).toEqual(failed('InvalidParams'));
    bench.authorize = () => false;
    expect(await join({ topic: 'feed', params: { name: 'a' } })).toEqual(failed('Forbidden'));
    expect(bench.broker.asked).toEqual([]);
  });

  it('lets a peer be in so many rooms; one that it is in already it may join again', async () => {
    const bench = new HallBench({ limits: { rooms: 2 } });
    const client = bench.client();
    for (const name of ['a', 'b', 'a']) await client.join('feed', { name });
    expect(await client.request('$/join', { topic: 'feed', params: { name: 'c' } })).toEqual(failed('TooMany'));
    await client.request('$/leave', { room: 1 });
    await client.join('feed', { name: 'c' });
  });

  it.each(['subscribe', 'read', 'values', 'members', 'setMember'] as const)(
    'tells Unavailable when the broker does not answer %s, and leaves nothing behind',
    async (method) => {
      const bench = new HallBench();
      const topic = { read: 'feed', values: 'mixed', subscribe: 'mixed' }[String(method)] ?? 'lobby';
      const params = {
        topic,
        ...(topic === 'mixed' ? {} : { params: { name: 'a' } }),
        ...(topic === 'lobby' ? { state: { name: 'ann' } } : {}),
        position: { epoch: EPOCH, offset: 0 },
      };
      const client = bench.client();
      bench.broker.failing.add(method);
      expect(await client.request('$/join', params)).toEqual(failed('Unavailable'));
      bench.broker.failing.clear();
      await bench.platform.advance(40_000);
      expect([await bench.test.broker.members('lobby {"name":"a"}'), bench.broker.count('unsubscribe')]).toEqual([
        [],
        method === 'subscribe' ? 0 : 1,
      ]);
      expect(await client.request('$/join', params)).toMatchObject({ ok: true });
    },
  );

  it('rejects with Internal when the snapshot throws, and joins when it does no longer', async () => {
    const { bench } = await boardWith(1);
    bench.board = () => Promise.reject(new Error('gone'));
    const client = bench.client();
    expect(await client.request('$/join', { topic: 'board' })).toEqual(failed('Internal', { errorId: expect.any(String) }));
    bench.board = () => ({ lines: 1 });
    expect(await client.join('board')).toMatchObject({ snapshot: true });
  });

  it('rejects with Internal when the snapshot is nothing that can be sent', async () => {
    const bench = new HallBench();
    bench.gauge = () => ({ at: new Date(0) });
    const client = bench.client();
    expect(await client.request('$/join', { topic: 'gauge' })).toEqual(failed('Internal'));
    await settled();
    expect(client.events).toEqual([]);
  });

  it('rejects with TooLarge when the client does not take the snapshot; others do', async () => {
    const bench = new HallBench();
    bench.gauge = () => 'x'.repeat(5_000);
    const [small, large] = [bench.client({ messageBytes: 4_096 }), bench.client()];
    expect(await small.request('$/join', { topic: 'gauge' })).toEqual(failed('TooLarge'));
    await large.join('gauge');
    await settled();
    expect([small.events, large.events]).toMatchObject([[], [{ kind: 'snapshot', epoch: '', offset: 0 }]]);
  });

  it('sends what was published while the snapshot was taken behind it, once', async () => {
    const { bench, room } = await boardWith(2);
    let take: (state: { readonly lines: number }) => void = () => {};
    bench.board = () => new Promise((resolve) => (take = resolve));
    const client = bench.client();
    const joined = client.join('board');
    await settled();
    await room.publish('line', 3);
    await settled();
    take({ lines: 3 });
    expect(await joined).toMatchObject({ offset: 2, snapshot: true });
    await room.publish('line', 4);
    await settled();
    expect([client.events[0], eventsOf(client)]).toEqual([
      { kind: 'snapshot', room: 1, epoch: EPOCH, offset: 2, data: { lines: 3 } },
      [
        [3, 'line', 3],
        [4, 'line', 4],
      ],
    ]);
  });

  it('takes another snapshot when the log was trimmed past the first', async () => {
    const { bench, room } = await boardWith(2);
    let take: (state: { readonly lines: number }) => void = () => {};
    bench.board = () => new Promise((resolve) => (take = resolve));
    const client = bench.client();
    const joined = client.join('board');
    await settled();
    for (const line of range(3, 8)) await room.publish('line', line);
    bench.board = () => ({ lines: 8 });
    take({ lines: 2 });
    await joined;
    await settled();
    expect(client.events).toEqual([
      { kind: 'snapshot', room: 1, epoch: EPOCH, offset: 2, data: { lines: 2 } },
      { kind: 'snapshot', room: 1, epoch: EPOCH, offset: 8, data: { lines: 8 } },
    ]);
  });

  it('goes on from where the application says that the snapshot stands', async () => {
    const { bench } = await boardWith(8);
    bench.board = () => at({ epoch: EPOCH, offset: 6 }, { lines: 6 });
    const client = bench.client();
    expect(await client.join('board')).toMatchObject({ offset: 6, snapshot: true });
    await settled();
    expect([client.events[0], offsetsOf(client)]).toMatchObject([{ kind: 'snapshot', offset: 6 }, [7, 8]]);
  });

  it('reads nothing for a client that does not read, and begins anew when it stops in the middle', async () => {
    const bench = new HallBench({ limits: { sendBudgetBytes: 64 << 10 } });
    const client = bench.client();
    const position = { epoch: EPOCH, offset: 0 };
    await client.join('gauge');
    await settled();
    // Fills what may wait.
    const fill = async () => {
      client.link.stall();
      await bench.test.hub.room(hall.topics.gauge).publish('blink', { on: 1 });
      while (!client.link.isPaused) await bench.test.hub.room(hall.topics.gauge).publish('blink', { on: 1 });
    };
    const sent = () => client.link.sent.length;
    bench.board = () => ({ lines: bench.snapshots });
    const release = bench.broker.hold('subscribe');
    const joins = [client.join('board'), client.join('feed', { name: 'a' }, { position })];
    await settled();
    await fill();
    const before = sent();
    release();
    await settled();
    expect([bench.snapshots, bench.broker.count('read'), sent() - before]).toEqual([1, 0, 0]);
    const releaseRead = bench.broker.hold('read');
    client.link.read();
    await settled();
    expect([bench.snapshots, bench.broker.count('read')]).toEqual([2, 1]);
    await fill();
    releaseRead();
    await settled();
    expect(bench.broker.count('read')).toBe(1);
    client.link.read();
    expect(await Promise.all(joins)).toMatchObject([{ snapshot: true }, { recovered: false }]);
    expect(bench.broker.count('read')).toBe(2);
  });

  it('shares one run of the snapshot among all who join at a time', async () => {
    const { bench } = await boardWith(1);
    bench.snapshots = 0;
    const clients = Array.from({ length: 50 }, () => bench.client());
    await Promise.all(clients.map((client) => client.join('board')));
    await settled();
    expect([bench.snapshots, clients.map(({ events }) => events.length)]).toEqual([1, clients.map(() => 1)]);
  });

  it('asks again about credentials that change in the middle of it', async () => {
    const bench = new HallBench();
    const client = bench.client({ auth: 'ann' });
    const release = bench.broker.hold('subscribe');
    const joined = client.request('$/join', { topic: 'mixed' });
    await settled();
    bench.authorize = (_, { principal }) => principal === 'ann';
    await client.request('$/auth', { auth: 'bob' });
    release();
    expect(await joined).toEqual(failed('Forbidden'));
    await settled();
    expect(bench.broker.count('unsubscribe')).toBe(1);
  });

  it.each(range(0, 40))('lets nobody in with credentials that change %d microtasks after the broker answered', async (microtasks) => {
    const bench = new HallBench();
    const client = bench.client({ auth: 'ann' });
    bench.authorize = (_, { principal }) => principal === 'ann';
    const release = bench.broker.hold('subscribe');
    const joined = client.request('$/join', { topic: 'mixed' });
    await settled();
    release();
    for (let turn = 0; turn < microtasks; turn += 1) await Promise.resolve();
    await client.request('$/auth', { auth: 'bob' });
    const outcome = await joined;
    await settled();
    const isRevoked = client.events.some(({ kind }) => kind === 'revoked');
    expect(outcome.ok ? isRevoked : outcome.error.name).toBe(outcome.ok ? true : 'Forbidden');
    await bench.test.hub.room(hall.topics.mixed).publish('line', { text: 'secret' });
    await settled();
    expect(offsetsOf(client)).toEqual([]);
  });

  it.each(['subscribe', 'read', 'setMember'] as const)(
    'ends without a trace when its connection goes while %s is asked',
    async (method) => {
      const bench = new HallBench({ limits: { resumeMs: 60_000 } });
      const client = bench.client();
      const lobby = method !== 'read';
      const release = bench.broker.hold(method);
      const joined = client.request('$/join', {
        topic: lobby ? 'lobby' : 'feed',
        params: { name: 'a' },
        ...(lobby ? { state: { name: 'ann' } } : {}),
        position: { epoch: EPOCH, offset: 0 },
      });
      await settled();
      client.link.cut();
      expect(await joined).toEqual(failed('Closed'));
      release();
      await settled();
      client.connect();
      await bench.platform.advance(10_000);
      // The peer is back, but not in the room.
      expect([await bench.test.broker.members('lobby {"name":"a"}'), bench.broker.count('unsubscribe')]).toEqual([[], 1]);
    },
  );

  it('leaves the membership alone that the peer has on its next connection', async () => {
    const bench = new HallBench();
    const client = bench.client();
    const params = { topic: 'lobby', params: { name: 'a' }, state: { name: 'ann' } };
    const fail = bench.broker.hold('setMember');
    const lost = client.request('$/join', params);
    await settled();
    client.link.cut();
    expect(await lost).toEqual(failed('Closed'));
    // The next one is answered at once.
    bench.broker.hold('setMember')();
    client.connect();
    await client.join(params.topic, params.params, { state: params.state });
    bench.broker.failingAfter.add('setMember');
    fail();
    await bench.platform.advance(20_000);
    expect(await bench.test.broker.members('lobby {"name":"a"}')).toHaveLength(1);
  });

  it('leaves the state alone that a newer join has told, though it ends later', async () => {
    const bench = new HallBench();
    const [client, eve] = [bench.client(), bench.client()];
    const release = bench.broker.hold('setMember');
    const older = client.request('$/join', { topic: 'lobby', params: { name: 'a' }, state: { name: 'ann' } });
    await settled();
    client.link.cut();
    expect(await older).toEqual(failed('Closed'));
    // The next one is answered at once.
    bench.broker.hold('setMember')();
    client.connect();
    await client.join('lobby', { name: 'a' }, { state: { name: 'anna' } });
    release();
    await settled();
    expect((await eve.join('lobby', { name: 'a' }, { state: { name: 'eve' } })).members).toEqual([
      [client.hellos[0]?.peer, { name: 'anna' }],
      [eve.hellos[0]?.peer, { name: 'eve' }],
    ]);
  });

  it('is listed again when the membership that it follows is left in the middle of it', async () => {
    const bench = new HallBench();
    const client = bench.client();
    const { room } = await client.join('lobby', { name: 'a' }, { state: { name: 'ann' } });
    const release = bench.broker.hold('setMember');
    const joined = client.join('lobby', { name: 'a' }, { state: { name: 'anna' } });
    await settled();
    await client.request('$/leave', { room });
    release();
    const [hello] = client.hellos;
    expect((await joined).members).toEqual([[hello?.peer, { name: 'anna' }]]);
    await bench.platform.advance(20_000);
    expect(await bench.test.broker.members('lobby {"name":"a"}')).toHaveLength(1);
  });

  it('is not listed when the membership that it follows is left, and its connection goes, in the middle of it', async () => {
    const bench = new HallBench();
    const [client, bob] = [bench.client(), bench.client()];
    const { room } = await client.join('lobby', { name: 'a' }, { state: { name: 'ann' } });
    await bob.join('lobby', { name: 'a' }, { state: { name: 'bob' } });
    const release = bench.broker.hold('setMember');
    const joined = client.request('$/join', { topic: 'lobby', params: { name: 'a' }, state: { name: 'anna' } });
    await settled();
    await client.request('$/leave', { room });
    client.link.cut();
    expect(await joined).toEqual(failed('Closed'));
    release();
    await bench.platform.advance(20_000);
    const eve = bench.client();
    expect((await eve.join('lobby', { name: 'a' }, { state: { name: 'eve' } })).members).toEqual([
      [bob.hellos[0]?.peer, { name: 'bob' }],
      [eve.hellos[0]?.peer, { name: 'eve' }],
    ]);
  });

  it('does nothing more when its connection went while it waited for others', async () => {
    const bench = new HallBench({ limits: { roomsCatchingUp: 1 } });
    const client = bench.client();
    let answer = () => {};
    bench.gauge = () => new Promise<string>((resolve) => (answer = () => resolve('state')));
    const joins = ['gauge', 'board'].map((topic) => client.request('$/join', { topic }));
    await settled();
    client.link.cut();
    expect(await Promise.all(joins)).toEqual([failed('Closed'), failed('Closed')]);
    answer();
    await settled();
    expect([bench.snapshots, bench.broker.count('unsubscribe')]).toEqual([1, 2]);
  });

  it('tells how many are there where the list is longer than the client takes', async () => {
    const bench = new HallBench();
    const name = 'x'.repeat(1_000);
    for (let peer = 0; peer < 4; peer += 1) await bench.client().join('lobby', { name: 'a' }, { state: { name } });
    const small = bench.client({ messageBytes: 4_096 });
    expect(await small.join('lobby', { name: 'a' }, { state: { name: 'small' } })).toMatchObject({ members: 5 });
    await bench.platform.advance(100);
    expect(small.events).toEqual([{ kind: 'presence', room: 1, full: true, changes: 5 }]);
    const large = bench.client();
    expect((await large.join('lobby', { name: 'a' }, { state: { name: 'large' } })).members).toHaveLength(6);
  });

  it('waits until its client keeps up', async () => {
    const bench = new HallBench({ limits: { sendBudgetBytes: 4_096 } });
    const client = bench.client();
    await client.join('feed', { name: 'a' });
    const release = bench.broker.hold('subscribe');
    let isAnswered = false;
    const joined = client.join('mixed').then((reply) => {
      isAnswered = true;
      return reply;
    });
    await settled();
    client.link.stall();
    await bench.post('a', ['x'.repeat(5_000)]);
    await settled();
    release();
    await settled();
    const waits = client.link.bufferedAmount;
    expect(waits).toBeLessThan(5_200);
    await bench.post('a', ['y'.repeat(5_000)]);
    await settled();
    expect([client.link.bufferedAmount - waits, isAnswered]).toEqual([0, false]);
    client.link.read();
    expect(await joined).toMatchObject({ room: 2 });
    await settled();
    expect(offsetsOf(client)).toEqual([1, 2]);
  });

  it('joins a few rooms at a time', async () => {
    const bench = new HallBench({ limits: { roomsCatchingUp: 2 } });
    const client = bench.client();
    const answers: (() => void)[] = [];
    bench.gauge = () => new Promise((resolve) => answers.push(() => resolve('state')));
    bench.board = () => new Promise((resolve) => answers.push(() => resolve({ lines: 0 })));
    const joins = [client.join('gauge'), client.join('board'), client.join('mixed')];
    let joined = 0;
    for (const join of joins) void join.then(() => (joined += 1));
    await settled();
    expect([answers.length, joined]).toEqual([2, 0]);
    answers[1]?.();
    await settled();
    expect(joined).toBe(2);
    answers[0]?.();
    await Promise.all(joins);
  });
});
