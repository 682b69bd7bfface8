import cookie from '@fastify/cookie';
import { connect } from '@trunkline/core/node';
import { makeApp, portOf } from '@trunkline/test-kit/app';
import { neighbouring, SETTINGS } from '@trunkline/test-kit/neighbours';
import { RawClient, valuesOf } from '@trunkline/test-kit/raw-client';
import { TEST_CERTIFICATE, TEST_KEY } from '@trunkline/test-kit/test-certificate';
import { waitFor } from '@trunkline/test-kit/wait-for';
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { ask, connectSession, contextOf, principalOf, registerDemo } from './support/demo-app.ts';
import { collectedLog } from './support/logs.ts';

const ADD = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'add', params: { a: 2, b: 3 } });
const FIVE = { jsonrpc: '2.0', id: 1, result: 5 };

const user = { context: contextOf, principal: principalOf };

async function registerPlainly(app: FastifyInstance): Promise<void> {
  await registerDemo(app);
}

/** What the neighbour's route answers; nothing where there is none. */
async function askNeighbour(app: FastifyInstance, port: number): Promise<unknown[]> {
  if (!app.hasRoute({ method: 'GET', url: '/ws' })) return [];
  const socket = await connect(`ws://127.0.0.1:${port}/ws`);
  const answer = await ask(socket, 'a');
  socket.destroy();
  return [answer];
}

/** Answers 401 to whoever brings no token, as an application's hook does. */
function requireToken(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (request.headers.authorization === 'Bearer good') done();
    else void reply.code(401).send({ message: 'who are you?' });
  });
}

describe.each(SETTINGS)('the plugin in $name', (setting) => {
  const neighbourAnswers = setting.place === 'alone' ? [] : ['ws a'];

  it('serves sessions, plain connections and POST, and leaves its neighbour alone', async () => {
    const app = await neighbouring(setting, registerPlainly);
    const port = await portOf(app);
    const client = await connectSession(`ws://127.0.0.1:${port}/rpc`);
    expect(await client.call('add', { a: 2, b: 3 })).toBe(5);
    const plain = await connect(`ws://127.0.0.1:${port}/rpc`);
    expect(await ask(plain, ADD)).toEqual(FIVE);
    const posted = await fetch(`http://127.0.0.1:${port}/rpc`, {
      method: 'POST',
      body: ADD,
      headers: { 'content-type': 'application/json' },
    });
    expect(await posted.json()).toEqual(FIVE);
    expect(await askNeighbour(app, port)).toEqual(neighbourAnswers);
    expect(await client.call('add', { a: 1, b: 1 })).toBe(2);
    plain.close();
  });

  it('runs behind the hooks of the application: a 401 is plain HTTP, and there is no connection', async () => {
    const app = await neighbouring(setting, async (instance) => {
      requireToken(instance);
      await registerDemo(instance);
    });
    const port = await portOf(app);
    const refused = await (await RawClient.upgrade(port, '/rpc')).response();
    expect({ status: refused.status, body: JSON.parse(refused.body) }).toEqual({ status: 401, body: { message: 'who are you?' } });
    const client = await connectSession(`ws://127.0.0.1:${port}/rpc`, { connect: { headers: { authorization: 'Bearer good' } } });
    expect(await client.call('add', { a: 2, b: 3 })).toBe(5);
  });

  it('knows prefixes, encapsulation and decorators', async () => {
    const plugin: FastifyPluginAsync = async (child) => {
      child.addHook('onRequest', (request, _, done) => {
        Reflect.set(request, 'user', 'ann');
        done();
      });
      await registerDemo(child, { context: (request) => ({ user: Reflect.get(request, 'user') }), principal: principalOf });
    };
    const app = await neighbouring(setting, async (instance) => {
      instance.decorateRequest('user', '');
      await instance.register(plugin, { prefix: '/v1' });
    });
    const port = await portOf(app);
    const client = await connectSession(`ws://127.0.0.1:${port}/v1/rpc`);
    expect(await client.call('whoAmI')).toBe('ann');
    expect((await (await RawClient.upgrade(port, '/rpc')).response()).status).toBe(404);
    expect(app.hasDecorator('rpc')).toBe(false);
  });

  it('answers 101 with the headers and cookies that hooks set', async () => {
    const app = await neighbouring(setting, async (instance) => {
      await instance.register(cookie);
      instance.addHook('onRequest', (_, reply, done) => {
        reply.setCookie('a', '1').setCookie('b', '2').header('x-early', 'yes');
        done();
      });
      instance.addHook('onSend', (_request, reply, payload, done) => {
        reply.header('x-late', 'yes');
        done(null, payload);
      });
      await registerDemo(instance);
    });
    const response = await (
      await RawClient.upgrade(await portOf(app), '/rpc', { 'Sec-WebSocket-Protocol': 'trunkline.v1.json' })
    ).response();
    const names = ['sec-websocket-accept', 'sec-websocket-protocol', 'x-early', 'x-late', 'set-cookie', 'content-length'];
    expect([response.status, ...names.map((name) => valuesOf(response, name))]).toEqual([
      101,
      ['s3pPLMBiTxaQ9kYGzzhZRbK+xOo='],
      ['trunkline.v1.json'],
      ['yes'],
      ['yes'],
      ['a=1; SameSite=Lax', 'b=2; SameSite=Lax'],
      [],
    ]);
  });

  it('logs the upgrade as a request, and what handlers say under its id, with peer and method', async () => {
    const { lines, options } = collectedLog();
    const app = await neighbouring(setting, registerPlainly, options);
    const port = await portOf(app);
    const client = await connectSession(`ws://127.0.0.1:${port}/rpc`);
    await client.call('speak', { text: 'hello' });
    await app.inject({ method: 'POST', url: '/rpc', payload: { jsonrpc: '2.0', id: 1, method: 'speak', params: { text: 'by POST' } } });
    const told = ['incoming request', 'request completed', 'hello', 'by POST'];
    await waitFor(() => lines.filter(({ msg }) => told.includes(String(msg))).length === 6, 'all lines');
    const peer = app.rpc.peers()[0]?.id;
    expect(lines.filter(({ msg }) => msg === 'hello' || msg === 'by POST')).toEqual([
      expect.objectContaining({ reqId: 'req-1', peer, method: 'speak' }),
      expect.objectContaining({ reqId: 'req-2', method: 'speak' }),
    ]);
    expect(lines.find(({ msg, reqId }) => msg === 'request completed' && reqId === 'req-1')).toMatchObject({ res: { statusCode: 101 } });
  });
});

describe.each(SETTINGS.filter(({ place }) => place === 'alone'))('the plugin in $name', ({ version }) => {
  it('shares the server with a raw listener for another path', async () => {
    const app = makeApp({}, version);
    await registerDemo(app);
    const foreign = new WebSocketServer({ noServer: true });
    app.server.on('upgrade', (request, socket, head) => {
      if (request.url !== '/foreign') return;
      foreign.handleUpgrade(request, socket, head, (webSocket) => {
        webSocket.on('message', (message) => webSocket.send(JSON.stringify(`foreign ${String(message)}`)));
      });
    });
    const port = await portOf(app);
    const socket = await connect(`ws://127.0.0.1:${port}/foreign`);
    expect(await ask(socket, 'a')).toBe('foreign a');
    const client = await connectSession(`ws://127.0.0.1:${port}/rpc`);
    expect(await client.call('add', { a: 2, b: 3 })).toBe(5);
    socket.destroy();
  });

  it('serves wss where the server speaks TLS', async () => {
    const app = makeApp({ https: { cert: TEST_CERTIFICATE, key: TEST_KEY } }, version);
    await registerDemo(app, user);
    const port = await portOf(app);
    const client = await connectSession(`wss://localhost:${port}/rpc?user=ann`, { connect: { tls: { ca: TEST_CERTIFICATE } } });
    expect(await client.call('whoAmI')).toBe('ann');
    const injected = await app.rpc.inject();
    expect(await ask(injected, ADD)).toEqual(FIVE);
    injected.close();
  });
});
