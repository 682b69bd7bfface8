import { HandshakeError } from '@trunkline/core/node';
import { makeApp } from '@trunkline/test-kit/app';
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { describe, expect, it } from 'vitest';
import { trunkline } from '../../src/plugin/plugin.ts';
import { ask } from '../support/rpc-route.ts';
import { small } from '../support/small-contract.ts';

/** An app whose plugin stands at `/v1/live`, in the scope that has `rpc`. */
async function startScoped(): Promise<Pick<FastifyInstance, 'rpc'>> {
  const app = makeApp();
  const scopes: FastifyInstance[] = [];
  const plugin: FastifyPluginAsync = async (child) => {
    await child.register(trunkline, { contract: small, path: '/live' });
    child.rpc.implement(small.procedures, { add: ({ a, b }) => a + b, hold: () => 'held' });
    scopes.push(child);
  };
  await app.register(plugin, { prefix: '/v1' });
  const [scope] = scopes;
  if (scope === undefined) throw new Error('the plugin did not run');
  // Not the instance: whoever awaits one waits for the app, and gets nothing.
  return { rpc: scope.rpc };
}

const ADD = '{"jsonrpc":"2.0","id":1,"method":"add","params":{"a":2,"b":3}}';

describe('app.rpc', () => {
  it('implements, serves topics and has rooms', async () => {
    const { rpc } = await startScoped();
    expect(() => rpc.implement(small.procedures.add, ({ a }) => a)).toThrow(
      new TypeError('implement: add: is implemented already; it can have one handler'),
    );
    rpc.topic(small.topics.news, { authorize: () => true });
    expect(() => rpc.topic(small.topics.news, {})).toThrow(new TypeError('topic news: is served already'));
    const room = rpc.room(small.topics.news);
    expect(await room.publish('said', 'a')).toEqual({ offset: 1 });
    expect(await room.members()).toEqual([]);
  });

  it('injects connections at its own path, with the prefix, or at another one', async () => {
    const { rpc } = await startScoped();
    const socket = await rpc.inject();
    expect(JSON.parse(await ask(socket, ADD))).toEqual({ jsonrpc: '2.0', id: 1, result: 5 });
    socket.close();
    const refusal = await rpc.inject({ path: '/live' }).catch((error: unknown) => error);
    expect(refusal instanceof HandshakeError && refusal.status).toBe(404);
  });

  it('knows its peers, and disconnects some of them', async () => {
    const { rpc } = await startScoped();
    const closes: number[] = [];
    for (const name of ['ann', 'bob']) {
      const socket = await rpc.inject({ protocols: ['trunkline.v1.json'] });
      socket.onClose = ({ code }) => closes.push(code);
      await ask(socket, `{"jsonrpc":"2.0","id":-1,"method":"$/hello","params":{"client":{"name":"${name}","version":"1"}}}`);
      socket.onClose = ({ code }) => closes.push(code);
    }
    const [first] = rpc.peers();
    expect(rpc.peers().length).toBe(2);
    expect(rpc.disconnect({ where: (peer) => peer === first })).toBe(1);
    expect(rpc.peers().length).toBe(1);
    expect(rpc.disconnect({ where: () => true, code: 4_001 })).toBe(1);
    expect(rpc.peers().map(({ isConnected }) => isConnected)).toEqual([false]);
  });
});
