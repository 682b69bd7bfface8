import { connect, createNegotiator, type Socket } from '@trunkline/core/node';
import { makeApp, portOf, socketsOf } from '@trunkline/test-kit/app';
import { VERSIONS } from '@trunkline/test-kit/fastify-versions';
import { RawClient, upgradeRequest, valuesOf } from '@trunkline/test-kit/raw-client';
import { TEST_CERTIFICATE, TEST_KEY } from '@trunkline/test-kit/test-certificate';
import { waitFor } from '@trunkline/test-kit/wait-for';
import type { FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import { injectUpgrade } from '../../src/routes/inject-upgrade.ts';
import { createSubprotocolNegotiator } from '../../src/routes/subprotocol-negotiator.ts';
import { type UpgradeRouteOptions, upgradeRoute } from '../../src/routes/upgrade-route.ts';
import { UpgradeHub } from '../../src/upgrades/upgrade-hub.ts';
import { collectGarbage } from '../support/garbage.ts';
import { ask, echoRoute } from '../support/rpc-route.ts';

/** What a request is answered that is refused. */
async function refusalOf(port: number, headers: Readonly<Record<string, string | undefined>>) {
  const client = await RawClient.upgrade(port, '/rpc', headers);
  const response = await client.response();
  await waitFor(() => client.hasEnded);
  client.socket.destroy();
  return { response, status: response.status, body: JSON.parse(response.body) };
}

/** A hello of a client, masked with zeros. */
const HELLO = Buffer.concat([Buffer.of(0x81, 0x85, 0, 0, 0, 0), Buffer.from('hello')]);

describe.each(VERSIONS)('upgradeRoute in $name', (version) => {
  const make = (options?: Parameters<typeof makeApp>[0]) => makeApp(options, version);

  it('loses nothing that the client sent behind its request', async () => {
    const app = make();
    echoRoute(app);
    const client = await RawClient.connect(await portOf(app));
    client.write(Buffer.concat([Buffer.from(upgradeRequest('/rpc')), HELLO]));
    await waitFor(() => client.received.includes('echo hello'));
  });

  it('serves TLS', async () => {
    const app = make({ https: { cert: TEST_CERTIFICATE, key: TEST_KEY } });
    echoRoute(app);
    const socket = await connect(`wss://localhost:${await portOf(app)}/rpc`, { tls: { ca: TEST_CERTIFICATE } });
    expect(await ask(socket, 'a'.repeat(200_000))).toBe(`echo ${'a'.repeat(200_000)}`);
    socket.close();
  });

  it.each([
    ['http://localhost', undefined, 101],
    ['https://localhost', undefined, 101],
    [undefined, undefined, 101],
    ['https://evil.example', undefined, 403],
    ['null', undefined, 403],
    ['https://evil.example', 'any' as const, 101],
    ['https://app.example', ['https://app.example'], 101],
    ['http://localhost', ['https://app.example'], 403],
    ['null', ['null'], 101],
  ])('answers a page of %s, where %j may connect, with %d', async (origin, origins, status) => {
    const app = make();
    echoRoute(app, { origins });
    const client = await RawClient.upgrade(await portOf(app), '/rpc', { Host: 'localhost', Origin: origin });
    const response = await client.response();
    const body =
      status === 101
        ? ''
        : { statusCode: 403, code: 'RPC_ERR_ORIGIN', error: 'Forbidden', message: `the origin ${origin} may not connect` };
    expect({ status: response.status, body: response.body === '' ? '' : JSON.parse(response.body) }).toEqual({ status, body });
    client.socket.destroy();
  });

  it('refuses what is no valid handshake, by ordinary errors', async () => {
    const app = make();
    echoRoute(app, { negotiate: createSubprotocolNegotiator({ protocols: ['trunkline.v1.json'], plain: false }) });
    const port = await portOf(app);
    const unknown = await refusalOf(port, { 'Sec-WebSocket-Protocol': 'chat' });
    expect(unknown).toMatchObject({
      status: 400,
      body: { code: 'RPC_ERR_SUBPROTOCOL', message: expect.stringContaining('trunkline.v1.json') },
    });
    expect(await refusalOf(port, {})).toMatchObject({ status: 400, body: { code: 'RPC_ERR_SUBPROTOCOL' } });
    expect(await refusalOf(port, { 'Sec-WebSocket-Key': 'short' })).toMatchObject({ status: 400, body: { code: 'RPC_ERR_HANDSHAKE' } });
    const old = await refusalOf(port, { 'Sec-WebSocket-Version': '8' });
    expect(old).toMatchObject({ status: 426, body: { code: 'RPC_ERR_HANDSHAKE' } });
    expect(['upgrade', 'connection', 'sec-websocket-version'].map((name) => valuesOf(old.response, name))).toEqual([
      ['websocket'],
      ['close, Upgrade'],
      ['13'],
    ]);
  });

  it('answers an offer of another protocol as a request that upgrades nothing, and keeps its connection', async () => {
    const app = make();
    echoRoute(app);
    const client = await RawClient.upgrade(await portOf(app), '/rpc', { Upgrade: 'h2c' });
    const { status, body } = await client.response();
    expect({ status, code: JSON.parse(body).code, hasEnded: client.hasEnded }).toEqual({
      status: 426,
      code: 'RPC_ERR_UPGRADE_REQUIRED',
      hasEnded: false,
    });
  });

  it('lets the error handler of the application answer refusals', async () => {
    const app = make();
    app.setErrorHandler((error, _, reply) => {
      void reply.code(418).send({ caught: Reflect.get(Object(error), 'code') });
    });
    echoRoute(app, { origins: [] });
    expect(await refusalOf(await portOf(app), { Origin: 'https://any.example' })).toMatchObject({
      status: 418,
      body: { caught: 'RPC_ERR_ORIGIN' },
    });
  });

  it('upgrades nothing where a hook changes the answer at last', async () => {
    const app = make();
    app.addHook('onSend', (_request, reply, _payload, done) => {
      reply.code(403).removeHeader('upgrade').removeHeader('connection');
      done(null, JSON.stringify({ message: 'no' }));
    });
    const { sockets } = echoRoute(app);
    expect(await refusalOf(await portOf(app), {})).toMatchObject({ status: 403, body: { message: 'no' } });
    expect(sockets).toEqual([]);
  });

  it('waits for an asynchronous welcome, which is told the subprotocol', async () => {
    const app = make();
    const told: unknown[] = [];
    echoRoute(app, {
      negotiate: createSubprotocolNegotiator({ protocols: ['a'], plain: true }),
      async welcome(request, protocol) {
        await new Promise((resolve) => setImmediate(resolve));
        told.push([request.url, protocol]);
        return (socket) => socket.close(4000, 'welcomed');
      },
    });
    for (const protocols of [['a'], []]) {
      const socket = await injectUpgrade(app, { path: '/rpc', protocols });
      const code = await new Promise((resolve) => {
        socket.onClose = (closure) => resolve(closure.code);
      });
      expect(code).toBe(4000);
    }
    expect(told).toEqual([
      ['/rpc', 'a'],
      ['/rpc', undefined],
    ]);
  });

  it.each<[string, UpgradeRouteOptions['welcome']]>([
    [
      'throws',
      () => {
        throw Object.assign(new Error('not today'), { statusCode: 409 });
      },
    ],
    ['rejects', () => Promise.reject(Object.assign(new Error('not today'), { statusCode: 409 }))],
  ])('answers over HTTP what welcome %s', async (_, welcome) => {
    const app = make();
    echoRoute(app, { welcome });
    expect(await refusalOf(await portOf(app), {})).toMatchObject({ status: 409, body: { message: 'not today' } });
  });

  it('ends a connection with 1011 whose taker throws, and logs why', async () => {
    const lines: { readonly msg: string; readonly reqId?: string; readonly err?: { readonly message: string } }[] = [];
    const app = make({ logger: { level: 'error', stream: { write: (line) => void lines.push(JSON.parse(line)) } } });
    echoRoute(app, {
      welcome: () => () => {
        throw new Error('out of order');
      },
    });
    const socket = await injectUpgrade(app, { path: '/rpc' });
    const code = await new Promise((resolve) => {
      socket.onClose = (closure) => resolve(closure.code);
    });
    expect(code).toBe(1011);
    expect(lines.map(({ msg, reqId, err }) => [msg, reqId, err?.message])).toEqual([
      ['a connection could not be taken', 'req-1', 'out of order'],
    ]);
  });

  it('hands over no connection once the app closes', async () => {
    const app = make();
    const taken: Socket[] = [];
    let release = () => {};
    let isReached = false;
    echoRoute(app, { welcome: () => (socket) => void taken.push(socket) });
    app.addHook('onSend', async () => {
      isReached = true;
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    });
    const opened = injectUpgrade(app, { path: '/rpc' });
    await waitFor(() => isReached);
    const hub = UpgradeHub.of(app.server, app.routing);
    const closed = app.close();
    await waitFor(() => hub.isClosing);
    release();
    const socket = await opened;
    const code = await new Promise((resolve) => {
      socket.onClose = (closure) => resolve(closure.code);
    });
    expect({ code, taken }).toEqual({ code: 1001, taken: [] });
    await closed;
  });

  it('refuses who was still being welcomed when the app began to close', async () => {
    const app = make();
    let release = () => {};
    let isReached = false;
    echoRoute(app, {
      welcome: async () => {
        isReached = true;
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        return () => {};
      },
    });
    const refused = expect(injectUpgrade(app, { path: '/rpc' })).rejects.toMatchObject({ status: 503 });
    await waitFor(() => isReached);
    const hub = UpgradeHub.of(app.server, app.routing);
    const closed = app.close();
    await waitFor(() => hub.isClosing);
    release();
    await refused;
    await closed;
  });

  it('has no HEAD route, and takes what else a route may be told', async () => {
    const app = make();
    const routes: unknown[] = [];
    app.addHook('onRoute', ({ method, url, config }) => {
      routes.push([method, url, Reflect.get(Object(config), 'limit')]);
    });
    const config: object = { limit: 5 };
    echoRoute(app, { route: { config } });
    expect((await app.inject({ method: 'HEAD', url: '/rpc' })).statusCode).toBe(404);
    expect(routes).toEqual([['GET', '/rpc', 5]]);
  });

  it('cuts a refused client that does not end, whoever has routed it', async () => {
    const app = make();
    const sockets = socketsOf(app);
    app.addHook('onRequest', (_, reply) => void reply.code(401).send());
    await app.register(version.websocket);
    echoRoute(app, { graceMs: 30 });
    const client = await RawClient.upgrade(await portOf(app), '/rpc');
    expect((await client.response()).status).toBe(401);
    await waitFor(() => sockets.size === 0);
  });

  it('lets go of the response when the connection stands, and of the request when that is over', async () => {
    const app = make();
    const kept: { reply?: WeakRef<object>; raw?: WeakRef<object>; request?: WeakRef<object> } = {};
    let isClosed = false;
    let sockets = 0;
    app.addHook('preHandler', (request, reply, done) => {
      kept.reply = new WeakRef(reply);
      kept.raw = new WeakRef(reply.raw);
      kept.request = new WeakRef(request);
      reply.raw.once('close', () => {
        isClosed = true;
      });
      done();
    });
    echoRoute(app, {
      welcome: (request) => (socket) => {
        sockets += 1;
        socket.onMessage = (message) => socket.send(`${request.url} ${String(message)}`);
      },
    });
    const socket = await connect(`ws://127.0.0.1:${await portOf(app)}/rpc`);
    await waitFor(() => isClosed && sockets === 1);
    await waitFor(() => isFreed(kept.reply) && isFreed(kept.raw));
    expect(await ask(socket, 'a')).toBe('/rpc a');
    socket.close();
    await waitFor(() => isFreed(kept.request));
  });

  it('has nothing more to do with a request whose socket was taken', async () => {
    const app = make();
    const { requests } = echoRoute(app);
    const hub = UpgradeHub.of(app.server, app.routing);
    const socket = await injectUpgrade(app, { path: '/rpc' });
    await waitFor(() => requests.length === 1);
    expect(requests.map(({ raw }) => hub.find(raw))).toEqual([undefined]);
    socket.destroy();
  });

  it('tells at once which option is wrong', () => {
    const options = { path: '/rpc', negotiate: createNegotiator(), welcome: () => () => {} };
    expect(() => upgradeRoute(make(), { ...options, origins: ['https://app.example/'] })).toThrow(TypeError);
    expect(() => upgradeRoute(make(), { ...options, graceMs: 0 })).toThrow(RangeError);
  });
});

describe('upgradeRoute', () => {
  it('calls what other plugins put around it, as for every route', async () => {
    const app: FastifyInstance = makeApp();
    const seen: string[] = [];
    app.addHook('onRoute', (route) => {
      const { handler } = route;
      route.handler = function (request, reply) {
        seen.push(request.url);
        return handler.call(this, request, reply);
      };
    });
    echoRoute(app);
    const socket = await injectUpgrade(app, { path: '/rpc' });
    expect(await ask(socket, 'a')).toBe('echo a');
    expect(seen).toEqual(['/rpc']);
    socket.destroy();
  });
});

function isFreed(ref: WeakRef<object> | undefined): boolean {
  collectGarbage();
  return ref !== undefined && ref.deref() === undefined;
}
