import type { Socket } from 'node:net';
import websocket from '@fastify/websocket';
import trunkline from '@trunkline/fastify';
import { contract, event, topic } from '@trunkline/protocol';
import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { jsonCodec } from '@trunkline/protocol/wire';
import { makeApp, portOf } from '@trunkline/test-kit/app';
import { waitFor } from '@trunkline/test-kit/wait-for';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { connectSession } from './support/demo-app.ts';

const busy = contract({
  procedures: {},
  topics: {
    feed: topic({
      events: { said: event(Type.Object({ n: Type.Integer(), text: Type.String() }), { delivery: 'log' }) },
      retain: { count: 10_000, bytes: 64 << 20 },
    }),
  },
});

const BUDGET = 256 << 10;
/** Together far more than the kernel holds for a connection. */
const EVENTS = 1_000;
const TEXT = 'x'.repeat(16 << 10);

const WAYS = [
  { name: 'msgpack over the engine', path: '/rpc', codec: msgpackCodec },
  { name: 'json over a route of @fastify/websocket', path: '/ws', codec: jsonCodec },
];

describe.each(WAYS)('a member that reads nothing, in $name', ({ path, codec }) => {
  it('costs its budget at most, delays nobody, and is caught up without a hole', async () => {
    const app = makeApp();
    const sockets: Socket[] = [];
    app.server.on('connection', (socket) => sockets.push(socket));
    await app.register(trunkline, { contract: busy, limits: { sendBudgetBytes: BUDGET }, drainMs: 50 });
    await app.register(websocket);
    app.register((child, _, done) => {
      child.get('/ws', { websocket: true }, app.rpc.handleWebSocket);
      done();
    });
    const url = `ws://127.0.0.1:${await portOf(app)}${path}`;
    const stalled = await connectSession(url, { codec });
    const quick = await connectSession(url, { codec });
    const stalledRoom = await stalled.join('feed');
    const quickRoom = await quick.join('feed');
    stalled.pause();

    const room = app.rpc.room(busy.topics.feed);
    let mostBuffered = 0;
    for (let n = 1; n <= EVENTS; n += 1) {
      await room.publish('said', { n, text: TEXT });
      mostBuffered = Math.max(mostBuffered, ...sockets.map(({ writableLength }) => writableLength));
      // As others go on with whatever they have to do.
      if (n % 10 === 0) await waitFor(() => quickRoom.deliveries.length === n, 'the others to have it all');
    }
    const offsets = Array.from({ length: EVENTS }, (_, at) => at + 1);
    expect(quickRoom.deliveries.map(({ offset }) => offset)).toEqual(offsets);
    // Nobody was sent more than may wait: who has more than twice its budget would have been closed.
    expect(mostBuffered).toBeLessThanOrEqual(2 * BUDGET);
    // Else the kernel has taken it all, and nobody was slow.
    expect(mostBuffered).toBeGreaterThan(BUDGET / 4);
    expect(stalledRoom.deliveries.length).toBeLessThan(EVENTS);

    stalled.resume();
    await waitFor(() => stalledRoom.deliveries.length >= EVENTS, 'the stalled member to be caught up');
    expect(stalledRoom.deliveries.map(({ kind, offset }) => [kind, offset])).toEqual(offsets.map((offset) => ['event', offset]));
    expect(stalled.closes).toEqual([]);
  });
});
