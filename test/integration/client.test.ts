import { createConnection, type Socket } from 'node:net';
import { json } from '@trunkline/client';
import { msgpack } from '@trunkline/client/msgpack';
import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it } from 'vitest';
import { demo } from './support/demo-contract.ts';
import { startProxiedDemo } from './support/proxied-demo.ts';

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

describe('a client that is closed', () => {
  it('has nothing open any more once that is done, and has told the server', async () => {
    const { app, port, connect } = await startProxiedDemo();
    const sockets: Socket[] = [];
    const client = connect({
      transport() {
        const socket = createConnection(port, '127.0.0.1');
        sockets.push(socket);
        return socket;
      },
    });
    await client.call.whoAmI();
    await client.close();
    expect(sockets.map(({ closed }) => closed)).toEqual([true]);
    await waitFor(() => app.rpc.peers().length === 0);
  });
});

describe.each([json(), msgpack()])('a client in $name whose bytes arrive one by one', (codec) => {
  async function startTrickling() {
    const { proxy, connect, ...rest } = await startProxiedDemo();
    proxy.trickle(1);
    return { ...rest, proxy, client: connect({ codec }) };
  }

  it('calls, and gets results, declared errors and bytes', async () => {
    const { client, record } = await startTrickling();
    const bytes = Uint8Array.from({ length: 300 }, (_, at) => at % 256);
    expect(
      await Promise.all([
        client.call.add({ a: 1, b: 2 }),
        client.call.whoAmI(),
        client.call.reverse({ bytes }),
        client.call.fill({ size: 200 }),
        client.safe.pay({ amount: 501 }),
        client.safe.notes.keep({ text: 'größer 😀' }),
      ]),
    ).toEqual([
      3,
      null,
      bytes.slice().reverse(),
      'x'.repeat(200),
      { ok: false, error: expect.objectContaining({ name: 'Broke', data: { missing: 1 } }) },
      { ok: true, value: null },
    ]);
    expect(record.notes).toEqual(['größer 😀']);
  });

  it('takes a stream', async () => {
    const { client } = await startTrickling();
    const stream = client.stream.count({ to: 150 });
    const counted: number[] = [];
    for await (const n of stream) counted.push(n);
    expect(counted).toEqual(upTo(150));
  });

  it('uploads', async () => {
    const { client } = await startTrickling();
    expect(await client.call.sum(undefined, { input: upTo(150) })).toBe(11_325);
  });

  it('talks both ways', async () => {
    const { client } = await startTrickling();
    const talk = client.stream.shout(undefined, { input: upTo(100).map((n) => `say ${n}`) });
    const said: string[] = [];
    for await (const text of talk) said.push(text);
    expect({ said, result: await talk.result() }).toEqual({ said: upTo(100).map((n) => `SAY ${n}`), result: 100 });
  });

  it('gets and publishes the events of a room', async () => {
    const { client, app } = await startTrickling();
    const room = client.room.chat({ room: 'lobby' }, { state: { name: 'Ann' } });
    await room.join();
    expect(await room.publish('message', { text: 'a' })).toEqual({ offset: 1 });
    await app.rpc.room(demo.topics.chat, { room: 'lobby' }).publish('message', { text: 'b' });
    const got: unknown[] = [];
    for await (const delivery of room) {
      got.push(delivery);
      if (got.length === 2) break;
    }
    expect(got).toEqual([
      { kind: 'message', data: { text: 'a' }, offset: 1, publisher: app.rpc.peers()[0]?.id },
      { kind: 'message', data: { text: 'b' }, offset: 2 },
    ]);
  });
});

describe('a client on a slow network', () => {
  it('has its calls run in their order', async () => {
    const { proxy, connect, record } = await startProxiedDemo();
    const client = connect();
    await client.call.add({ a: 0, b: 0 });
    proxy.delay(25);
    const texts = upTo(40).map(String);
    await Promise.all(texts.map((text) => client.call.notes.keep({ text })));
    expect(record.notes).toEqual(texts);
  });
});

describe('a client without a network', () => {
  it('sends what was called meanwhile once it is back, in order; what has a deadline fails by it', async () => {
    const { proxy, connect, record } = await startProxiedDemo();
    const client = connect();
    await client.call.add({ a: 0, b: 0 });
    proxy.refuse(true);
    proxy.cut();
    await waitFor(() => client.status === 'reconnecting', 'the client to notice');
    const outcomes: unknown[] = [];
    const kept = ['a', 'b'].map(async (text) => outcomes.push(await client.safe.notes.keep({ text })));
    const late = await client.safe.notes.keep({ text: 'late' }, { timeoutMs: 40 });
    expect(late).toEqual({ ok: false, error: expect.objectContaining({ name: 'DeadlineExceeded' }) });
    await waitFor(() => proxy.refused > 0, 'an attempt to fail');
    expect({ outcomes, notes: record.notes }).toEqual({ outcomes: [], notes: [] });
    proxy.refuse(false);
    await Promise.all(kept);
    await client.call.add({ a: 0, b: 0 });
    const done = { ok: true, value: null };
    expect({ outcomes, notes: record.notes }).toEqual({ outcomes: [done, done], notes: ['a', 'b'] });
  });

  it('tells of every attempt that is refused, until one is accepted', async () => {
    const { proxy, connect, statuses } = await startProxiedDemo();
    proxy.refuse(true);
    const client = connect();
    const sum = client.call.add({ a: 1, b: 2 });
    client.on('status', () => proxy.refuse(proxy.refused < 2));
    expect(await sum).toBe(3);
    const refused = ['connecting', { reason: 'lost', retryAt: expect.any(Number) }];
    expect(statuses).toEqual([refused, refused, ['live', {}]]);
    expect({ refused: proxy.refused, accepted: proxy.accepted }).toEqual({ refused: 2, accepted: 1 });
  });
});
