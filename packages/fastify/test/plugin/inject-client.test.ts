import { makeApp } from '@trunkline/test-kit/app';
import { waitFor } from '@trunkline/test-kit/wait-for';
import type { FastifyInstance } from 'fastify';
import { describe, expect, it, onTestFinished } from 'vitest';
import { trunkline } from '../../src/plugin/plugin.ts';
import { small } from '../support/small-contract.ts';

async function start(): Promise<FastifyInstance> {
  const app = makeApp();
  await app.register(trunkline, { contract: small, path: '/live' });
  app.rpc.implement(small.procedures, { add: ({ a, b }) => a + b, hold: () => 'held' });
  return app;
}

describe('app.rpc.inject, with a contract', () => {
  it('makes a typed client without a port', async () => {
    const app = await start();
    const client = app.rpc.inject(small);
    onTestFinished(() => client.close());
    expect(await client.call.add({ a: 2, b: 3 })).toBe(5);
    const room = client.room.news();
    await room.join();
    await app.rpc.room(small.topics.news).publish('said', 'hello');
    for await (const delivery of room) {
      expect(delivery).toEqual({ kind: 'said', data: 'hello', offset: 1 });
      break;
    }
    expect(app.server.listening).toBe(false);
  });

  it('comes back over another connection when one is lost, with its session', async () => {
    const app = await start();
    const client = app.rpc.inject(small);
    onTestFinished(() => client.close());
    await client.call.add({ a: 1, b: 1 });
    const [peer] = app.rpc.peers();
    app.rpc.disconnect({ where: () => true, code: 4002 });
    await waitFor(() => client.status === 'reconnecting');
    expect(await client.call.add({ a: 1, b: 2 })).toBe(3);
    expect(app.rpc.peers().map(({ id }) => id)).toEqual([peer?.id]);
  });

  it('goes through the hooks with its headers, and checks what it sends where it is told to', async () => {
    const app = await start();
    const seen: unknown[] = [];
    app.addHook('onRequest', (request, _, done) => {
      seen.push([request.url, request.headers['x-mine']]);
      done();
    });
    const client = app.rpc.inject(small, { headers: { 'X-Mine': 'yes' }, path: '/live?user=ann', contract: small });
    onTestFinished(() => client.close());
    await client.call.add({ a: 2, b: 3 });
    expect(seen).toEqual([['/live?user=ann', 'yes']]);
    await expect(Reflect.apply(client.call.add, undefined, [{ a: '2' }])).rejects.toMatchObject({
      message: 'add: the params are not what the contract says',
    });
  });

  it('refuses a path that is none', async () => {
    const app = await start();
    expect(() => app.rpc.inject(small, { path: 'live' })).toThrow(new TypeError('path must begin with a slash; it is "live"'));
  });
});
