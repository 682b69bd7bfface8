import { once } from 'node:events';
import type { TrunklineOptions } from '@trunkline/fastify';
import { systemError } from '@trunkline/fastify';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket as WsClient } from 'ws';
import { connectSession, startDemo } from './support/demo-app.ts';

const JSON_SESSION = 'trunkline.v1.json';

/** How a connection over the route is closed. */
async function closeOf(options: Partial<TrunklineOptions>, protocols: readonly string[], headers = {}): Promise<unknown> {
  const { url } = await startDemo(options);
  const client = new WsClient(url('/ws'), [...protocols], { headers });
  onTestFinished(() => client.terminate());
  const [code, reason] = await once(client, 'close');
  return [code, String(reason)];
}

function refusing(statusCode: number): Partial<TrunklineOptions> {
  return { context: () => Promise.reject(Object.assign(new Error('no'), { statusCode })) };
}

describe('app.rpc.handleWebSocket', () => {
  it('serves whatever ws has agreed on, which is the first offer', async () => {
    const { url } = await startDemo();
    const client = await connectSession(url('/ws'), { connect: { protocols: [JSON_SESSION, 'trunkline.v1.msgpack'] } });
    expect(await client.call('add', { a: 2, b: 3 })).toBe(5);
    expect(await closeOf({}, ['graphql-ws', JSON_SESSION])).toEqual([1002, 'offer one of trunkline.v1.json, trunkline.v1.msgpack']);
  });

  it('closes what another route would have refused, with a code that says as much', async () => {
    expect(await closeOf({ plain: false }, [])).toEqual([1002, 'offer one of trunkline.v1.json, trunkline.v1.msgpack']);
    expect(await closeOf({}, [JSON_SESSION], { origin: 'https://evil.example' })).toEqual([1008, 'this origin may not connect']);
    expect(await closeOf(refusing(401), [JSON_SESSION])).toEqual([4501, 'Unauthenticated']);
    expect(await closeOf(refusing(403), [JSON_SESSION])).toEqual([4503, 'Forbidden']);
    expect(await closeOf(refusing(503), [JSON_SESSION])).toEqual([4005, '']);
    expect(await closeOf(refusing(500), [JSON_SESSION])).toEqual([1011, '']);
  });

  it('closes plain connections that authenticate does not let in', async () => {
    const authenticate = (error: Error) => ({ authenticate: () => Promise.reject(error) });
    expect(await closeOf(authenticate(new Error('a secret')), [])).toEqual([4501, 'Unauthenticated']);
    expect(await closeOf(authenticate(systemError('Unavailable', 'later', { retryAfterMs: 700 })), [])).toEqual([4005, '700']);
  });
});
