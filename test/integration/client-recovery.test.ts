import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it } from 'vitest';
import { demo } from './support/demo-contract.ts';
import { startProxiedDemo } from './support/proxied-demo.ts';

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);
const lost = ['reconnecting', { reason: 'lost', retryAt: expect.any(Number) }];
const live = ['live', {}];

describe('a client whose connection is cut', () => {
  it('goes on with a stream: its items come whole and once', async () => {
    const { app, proxy, connect, statuses } = await startProxiedDemo();
    const client = connect();
    await client.call.add({ a: 0, b: 0 });
    const peers = app.rpc.peers();
    const counted: number[] = [];
    for await (const n of client.stream.count({ to: 2_000 })) {
      counted.push(n);
      if (n === 50) proxy.cut();
    }
    expect(counted).toEqual(upTo(2_000));
    expect(statuses).toEqual([live, lost, live]);
    expect(app.rpc.peers()).toEqual(peers);
  });

  it('sends a mutation again that never arrived', async () => {
    const { proxy, connect, record } = await startProxiedDemo();
    const client = connect();
    await client.call.add({ a: 0, b: 0 });
    proxy.stall();
    const outcome = client.safe.notes.keep({ text: 'a' });
    await waitFor(() => proxy.held > 0, 'the call to be on its way');
    proxy.cut();
    proxy.flow();
    expect(await outcome).toEqual({ ok: true, value: null });
    expect({ notes: record.notes, accepted: proxy.accepted }).toEqual({ notes: ['a'], accepted: 2 });
  });

  it('does not run a mutation again whose answer was lost', async () => {
    const { proxy, connect, record, statuses } = await startProxiedDemo();
    const client = connect();
    await client.call.add({ a: 0, b: 0 });
    proxy.delay(200);
    const outcome = client.safe.notes.keep({ text: 'a' });
    await waitFor(() => record.notes.length > 0, 'the call to run');
    proxy.delay(0);
    proxy.cut();
    expect(await outcome).toEqual({ ok: true, value: null });
    expect({ statuses, notes: record.notes }).toEqual({ statuses: [live, lost, live], notes: ['a'] });
  });

  it('is answered by a mutation that ran meanwhile', async () => {
    const { app, proxy, connect, record } = await startProxiedDemo();
    const client = connect();
    const outcome = client.safe.hold({ name: 'a' });
    await waitFor(() => record.held.includes('a'), 'the call to be held');
    const [peer] = app.rpc.peers();
    proxy.refuse(true);
    proxy.cut();
    await waitFor(() => peer?.isConnected === false, 'the server to notice');
    record.release('a');
    proxy.refuse(false);
    expect(await outcome).toEqual({ ok: true, value: 'held a' });
    expect({ held: record.held, aborts: record.aborts, peers: app.rpc.peers() }).toEqual({ held: [], aborts: [], peers: [peer] });
  });

  it.each([
    { words: 'its session', resume: true },
    { words: 'another session', resume: false },
  ])('gets the logged events of a room that it missed in $words, without a hole or a double', async ({ resume }) => {
    const { app, proxy, connect, statuses } = await startProxiedDemo({ resume });
    const client = connect();
    const room = client.room.chat({ room: 'lobby' }, { state: { name: 'Ann' } });
    const server = app.rpc.room(demo.topics.chat, { room: 'lobby' });
    await room.join();
    const [peer] = app.rpc.peers();
    await server.publish('message', { text: '1' });
    const got: unknown[] = [];
    for await (const delivery of room) {
      got.push(delivery);
      if (got.length === 1) {
        proxy.refuse(true);
        proxy.cut();
        await waitFor(() => peer?.isConnected === false && client.status === 'reconnecting', 'both sides to notice');
        for (const text of ['2', '3', '4']) await server.publish('message', { text });
        proxy.refuse(false);
        await waitFor(() => client.status === 'live', 'the client to be back');
        await server.publish('message', { text: '5' });
      }
      if (got.length === 5) await room.leave();
    }
    expect(got).toEqual(upTo(5).map((n) => ({ kind: 'message', data: { text: String(n) }, offset: n })));
    expect(statuses).toEqual([live, lost, live]);
  });
});

/** The least that there is: who says nothing counts as dead within 2 s. */
const IMPATIENT = { intervalMs: 1_000, timeoutMs: 1_000 };

describe('a client whose network is dead', () => {
  it('notices that nothing comes any more, and goes on over another connection', async () => {
    const { app, proxy, connect, statuses, record } = await startProxiedDemo({ heartbeat: IMPATIENT });
    const client = connect();
    await client.call.add({ a: 0, b: 0 });
    const peers = app.rpc.peers();
    proxy.stall();
    const outcome = client.safe.notes.keep({ text: 'a' });
    await waitFor(() => client.status === 'reconnecting', 'the client to notice');
    proxy.flow();
    expect(await outcome).toEqual({ ok: true, value: null });
    expect({ statuses, notes: record.notes }).toEqual({ statuses: [live, lost, live], notes: ['a'] });
    expect({ accepted: proxy.accepted, peers: app.rpc.peers() }).toEqual({ accepted: 2, peers });
  });

  it('notices a server that vanished without a word', async () => {
    const { app, proxy, connect, statuses, record } = await startProxiedDemo({ heartbeat: IMPATIENT });
    const client = connect();
    await client.call.add({ a: 0, b: 0 });
    const peers = app.rpc.peers();
    proxy.halfOpen();
    await waitFor(() => peers[0]?.isConnected === false, 'the server to notice');
    expect(client.status).toBe('live');
    expect(await client.safe.notes.keep({ text: 'a' })).toEqual({ ok: true, value: null });
    expect({ statuses, notes: record.notes }).toEqual({ statuses: [live, lost, live], notes: ['a'] });
    expect({ accepted: proxy.accepted, peers: app.rpc.peers() }).toEqual({ accepted: 2, peers });
  });
});
