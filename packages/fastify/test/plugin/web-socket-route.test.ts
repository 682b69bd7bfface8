import { once } from 'node:events';
import websocket from '@fastify/websocket';
import { makeApp, portOf } from '@trunkline/test-kit/app';
import type { FastifyInstance } from 'fastify';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { TrunklineOptions } from '../../src/plugin/options.ts';
import { trunkline } from '../../src/plugin/plugin.ts';
import { small } from '../support/small-contract.ts';

async function startRoute(options: Partial<TrunklineOptions>): Promise<FastifyInstance> {
  const app = makeApp();
  await app.register(trunkline, { contract: small, ...options });
  app.rpc.implement(small.procedures, { add: ({ a, b }) => a + b, hold: () => 'held' });
  await app.register(websocket);
  app.register((child, _, done) => {
    child.get('/ws', { websocket: true }, app.rpc.handleWebSocket);
    done();
  });
  return app;
}

/** How a connection with these subprotocols and headers is closed. */
async function closeOf(options: Partial<TrunklineOptions>, protocols: string[], headers = {}): Promise<readonly unknown[]> {
  const client = new WebSocket(`ws://127.0.0.1:${await portOf(await startRoute(options))}/ws`, protocols, { headers });
  onTestFinished(() => client.terminate());
  const [code, reason] = await once(client, 'close');
  return [code, String(reason)];
}

const refusing = (statusCode: unknown, more = {}): Partial<TrunklineOptions> => ({
  context: () => Promise.reject(Object.assign(new Error('no'), { statusCode, ...more })),
  principal: () => null,
});

describe('webSocketHandler', () => {
  it('needs no this, and loses nothing that comes while the context is made', async () => {
    const app = await startRoute({ context: () => new Promise((resolve) => setImmediate(() => resolve({}))), principal: () => null });
    const client = new WebSocket(`ws://127.0.0.1:${await portOf(app)}/ws`);
    onTestFinished(() => client.terminate());
    client.on('open', () => client.send('{"jsonrpc":"2.0","id":1,"method":"add","params":{"a":2,"b":3}}'));
    const [answer] = await once(client, 'message');
    expect(JSON.parse(String(answer))).toEqual({ jsonrpc: '2.0', id: 1, result: 5 });
  });

  const speaks = 'offer one of trunkline.v1.json, trunkline.v1.msgpack';

  it.each<[string, Partial<TrunklineOptions>, string[], object, readonly unknown[]]>([
    ['a subprotocol that nobody knows', {}, ['other'], {}, [1002, speaks]],
    ['none where that is switched off', { plain: false }, [], {}, [1002, speaks]],
    ['another origin', {}, [], { origin: 'https://evil.example' }, [1008, 'this origin may not connect']],
    ['who has to log in', refusing(401), [], {}, [4501, 'Unauthenticated']],
    ['who may not', refusing(403), [], {}, [4503, 'Forbidden']],
    ['who comes at the wrong time', refusing(503), [], {}, [4005, '']],
    ['who is told how long to wait', refusing(503, { retryAfterMs: 700 }), [], {}, [4005, '700']],
    ['whose context fails', refusing(undefined), [], {}, [1011, '']],
  ])('closes %s', async (_, options, protocols, headers, close) => {
    expect(await closeOf(options, protocols, headers)).toEqual(close);
  });
});
