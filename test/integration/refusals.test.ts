import { HandshakeError } from '@trunkline/core/node';
import { systemError } from '@trunkline/fastify';
import { makeApp, portOf } from '@trunkline/test-kit/app';
import { RawClient, type RawHeaders, valuesOf } from '@trunkline/test-kit/raw-client';
import { describe, expect, it } from 'vitest';
import { connectSession, contextOf, principalOf, registerDemo, startDemo } from './support/demo-app.ts';

const SESSION: RawHeaders = { 'Sec-WebSocket-Protocol': 'trunkline.v1.json' };

/** The status of an upgrade, and what the body says. */
async function answerOf(port: number, target: string, headers?: RawHeaders): Promise<readonly unknown[]> {
  const { status, body } = await (await RawClient.upgrade(port, target, headers)).response();
  if (status === 101) return [101];
  const { code, message }: { readonly code?: string; readonly message: string } = JSON.parse(body);
  return [status, ...(code === undefined ? [] : [code]), message];
}

describe('an upgrade is refused over HTTP', () => {
  it('by a hook that throws or answers, and where there is no such path', async () => {
    const app = makeApp();
    app.addHook('onRequest', (request, reply, done) => {
      const { as } = Object(request.query);
      if (as === 'nobody') void reply.code(401).send({ message: 'who are you?' });
      else if (as === 'eve') done(Object.assign(new Error('not you'), { statusCode: 403 }));
      else done();
    });
    await registerDemo(app, {
      context({ query }) {
        const { as } = Object(query);
        if (as === 'bad') throw Object.assign(new Error('no such tenant'), { statusCode: 400 });
        return { user: as };
      },
      principal: principalOf,
    });
    const port = await portOf(app);
    const answers = await Promise.all(
      ['/rpc?as=nobody', '/rpc?as=eve', '/rpc?as=bad', '/nothing', '/rpc?as=ann'].map((target) => answerOf(port, target, SESSION)),
    );
    expect(answers).toEqual([
      [401, 'who are you?'],
      [403, 'not you'],
      [400, 'no such tenant'],
      [404, 'Route GET:/nothing not found'],
      [101],
    ]);
  });

  it('when a plain connection is not let in by authenticate, or not now', async () => {
    const { port } = await startDemo({
      authenticate(_, { context }) {
        const user: unknown = Reflect.get(context, 'user');
        if (user === 'busy') throw systemError('Unavailable', 'the directory is down', { retryAfterMs: 1_200 });
        if (user === undefined) throw systemError('Unauthenticated', 'log in first');
        if (user === 'odd') throw new Error('a secret');
        return context;
      },
    });
    expect(await answerOf(port, '/rpc')).toEqual([401, 'RPC_ERR_UNAUTHENTICATED', 'log in first']);
    expect(await answerOf(port, '/rpc?user=odd')).toEqual([401, 'RPC_ERR_UNAUTHENTICATED', 'the credentials were refused']);
    expect(await answerOf(port, '/rpc?user=busy')).toEqual([503, 'RPC_ERR_UNAVAILABLE', 'the directory is down']);
    const busy = await (await RawClient.upgrade(port, '/rpc?user=busy')).response();
    expect(valuesOf(busy, 'retry-after')).toEqual(['2']);
    expect(await answerOf(port, '/rpc?user=ann')).toEqual([101]);
    // A client with a session can still say who it is.
    expect(await answerOf(port, '/rpc', SESSION)).toEqual([101]);
  });

  it('for unknown subprotocols, with those that are spoken; the first known one is taken', async () => {
    const { port } = await startDemo();
    const speaks = 'none of the subprotocols offered is spoken here; offer one of trunkline.v1.json, trunkline.v1.msgpack';
    expect(await answerOf(port, '/rpc', { 'Sec-WebSocket-Protocol': 'graphql-ws' })).toEqual([400, 'RPC_ERR_SUBPROTOCOL', speaks]);
    const response = await (
      await RawClient.upgrade(port, '/rpc', { 'Sec-WebSocket-Protocol': 'graphql-ws, trunkline.v1.msgpack, trunkline.v1.json' })
    ).response();
    expect([response.status, valuesOf(response, 'sec-websocket-protocol')]).toEqual([101, ['trunkline.v1.msgpack']]);
  });

  it('for plain connections where they are switched off; POST is not there either', async () => {
    const { port, app, url } = await startDemo({ plain: false });
    expect(await answerOf(port, '/rpc')).toEqual([
      400,
      'RPC_ERR_SUBPROTOCOL',
      'offer one of the subprotocols trunkline.v1.json, trunkline.v1.msgpack',
    ]);
    expect((await app.inject({ method: 'POST', url: '/rpc', payload: {} })).statusCode).toBe(404);
    const client = await connectSession(url());
    expect(await client.call('add', { a: 2, b: 3 })).toBe(5);
  });

  it('for handshakes that break RFC 6455, and a request that upgrades nothing', async () => {
    const { port, app } = await startDemo();
    const statuses = await Promise.all(
      [{ 'Sec-WebSocket-Key': undefined }, { 'Sec-WebSocket-Version': '8' }, { 'Sec-WebSocket-Key': 'short' }].map(async (headers) =>
        (await answerOf(port, '/rpc', headers)).slice(0, 2),
      ),
    );
    expect(statuses).toEqual([
      [400, 'RPC_ERR_HANDSHAKE'],
      [426, 'RPC_ERR_HANDSHAKE'],
      [400, 'RPC_ERR_HANDSHAKE'],
    ]);
    const got = await app.inject('/rpc');
    expect([got.statusCode, got.json().code, got.headers.upgrade]).toEqual([426, 'RPC_ERR_UPGRADE_REQUIRED', 'websocket']);
  });

  it('and a client of the engine is told the status', async () => {
    const { url } = await startDemo({ context: () => Promise.reject(Object.assign(new Error('no'), { statusCode: 403 })) });
    const refusal = await connectSession(url()).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(HandshakeError);
    expect(refusal).toMatchObject({ status: 403 });
  });
});

describe('the origin of a page', () => {
  const REFUSED = (origin: string) => [403, 'RPC_ERR_ORIGIN', `the origin ${origin} may not connect`];

  /** What an upgrade and a `POST` of a page of this origin are answered. */
  async function answersTo(port: number, origin: string | undefined): Promise<readonly unknown[]> {
    const posted = await fetch(`http://127.0.0.1:${port}/rpc`, {
      method: 'POST',
      body: '{"jsonrpc":"2.0","id":1,"method":"whoAmI"}',
      headers: { 'content-type': 'application/json', ...(origin !== undefined && { origin }) },
    });
    const answer: { readonly code?: string; readonly message?: string } = JSON.parse(await posted.text());
    return [
      await answerOf(port, '/rpc', { Origin: origin }),
      [posted.status, answer.code, answer.message].filter((part) => part !== undefined),
    ];
  }

  const allowed = [[101], [200]];
  const refused = (origin: string) => [REFUSED(origin), REFUSED(origin)];

  it('is the server itself, unless said otherwise; who is no browser has none', async () => {
    const { port } = await startDemo();
    expect(await answersTo(port, undefined)).toEqual(allowed);
    expect(await answersTo(port, `http://127.0.0.1:${port}`)).toEqual(allowed);
    for (const origin of ['https://evil.example', 'http://127.0.0.1', `http://127.0.0.1.evil.example:${port}`, 'null']) {
      expect(await answersTo(port, origin)).toEqual(refused(origin));
    }
  });

  it('is one of a list', async () => {
    const { port } = await startDemo({ origins: ['https://app.example', 'https://app.example:8443'] });
    expect(await answersTo(port, 'https://app.example')).toEqual(allowed);
    expect(await answersTo(port, 'https://app.example:8443')).toEqual(allowed);
    for (const origin of ['http://app.example', 'https://app.example:9', 'https://www.app.example', `http://127.0.0.1:${port}`, 'null']) {
      expect(await answersTo(port, origin)).toEqual(refused(origin));
    }
  });

  it('is anything where that is said', async () => {
    const { port } = await startDemo({ origins: 'any', context: contextOf });
    for (const origin of ['https://anything.example', 'null']) expect(await answersTo(port, origin)).toEqual(allowed);
  });
});
