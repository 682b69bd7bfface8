import cookie from '@fastify/cookie';
import { connect, HandshakeError, type Socket } from '@trunkline/core/node';
import { portOf, socketsOf } from '@trunkline/test-kit/app';
import { neighbouring, SETTINGS } from '@trunkline/test-kit/neighbours';
import { RawClient, SAMPLE_ACCEPT, valuesOf } from '@trunkline/test-kit/raw-client';
import { waitFor } from '@trunkline/test-kit/wait-for';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { describe, expect, it } from 'vitest';
import { injectUpgrade } from '../../src/routes/inject-upgrade.ts';
import { ask, echoRoute } from '../support/rpc-route.ts';
import { collectWarnings } from '../support/warnings.ts';

/** Refuses whoever brings no token, as an application's hook does. */
function requireToken(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (request.headers.authorization === 'Bearer good') done();
    else void reply.code(401).send({ message: 'who are you?' });
  });
}

const HOOKS = ['onRequest', 'preParsing', 'preValidation', 'preHandler', 'onSend', 'onResponse'] as const;

/** Notes the hooks that requests for our route run through. */
function noteHooks(app: FastifyInstance, notes: string[]): void {
  const note = (name: (typeof HOOKS)[number]) => (request: FastifyRequest) => {
    if (request.url === '/rpc') notes.push(name);
  };
  app.addHook('onRequest', async (request) => note('onRequest')(request));
  app.addHook('preParsing', (request, _, payload, done) => {
    note('preParsing')(request);
    done(null, payload);
  });
  app.addHook('preValidation', async (request) => note('preValidation')(request));
  app.addHook('preHandler', async (request) => note('preHandler')(request));
  app.addHook('onSend', (request, _, payload, done) => {
    note('onSend')(request);
    done(null, payload);
  });
  app.addHook('onResponse', async (request) => note('onResponse')(request));
}

/** What the neighbour's route answers; nothing where there is none. */
async function askNeighbour(app: FastifyInstance, port: number): Promise<string[]> {
  if (!app.hasRoute({ method: 'GET', url: '/ws' })) return [];
  const socket = await connect(`ws://127.0.0.1:${port}/ws`);
  const answer = await ask(socket, 'a');
  socket.destroy();
  return [answer];
}

describe.each(SETTINGS)('upgradeRoute in $name', (setting) => {
  const neighbourAnswers = setting.place === 'alone' ? [] : ['"ws a"'];

  it.each<[string, (app: FastifyInstance, port: number) => Promise<Socket>]>([
    ['over a port', (_, port) => connect(`ws://127.0.0.1:${port}/rpc`)],
    ['in memory', (app) => injectUpgrade(app, { path: '/rpc' })],
  ])('gives connections to its route %s, and leaves its neighbour alone', async (_, open) => {
    const app = await neighbouring(setting, echoRoute);
    const port = await portOf(app);
    const sockets = await Promise.all([open(app, port), open(app, port)]);
    expect(await Promise.all(sockets.map((socket) => ask(socket, 'a')))).toEqual(['echo a', 'echo a']);
    expect(await askNeighbour(app, port)).toEqual(neighbourAnswers);
    expect(await Promise.all(sockets.map((socket) => ask(socket, 'b')))).toEqual(['echo b', 'echo b']);
    for (const socket of sockets) socket.close();
  });

  it('runs every hook, and answers 101 with the headers and cookies that they set', async () => {
    const notes: string[] = [];
    const app = await neighbouring(setting, (instance) => {
      instance.register(cookie);
      noteHooks(instance, notes);
      instance.addHook('preHandler', (_, reply, done) => {
        reply.setCookie('a', '1').setCookie('b', '2').header('x-early', 'yes');
        done();
      });
      instance.addHook('onSend', (_request, reply, payload, done) => {
        reply.header('x-late', 'yes');
        done(null, payload);
      });
      echoRoute(instance);
    });
    const client = await RawClient.upgrade(await portOf(app), '/rpc', { 'Sec-WebSocket-Protocol': 'a' });
    const response = await client.response();
    expect(response).toMatchObject({ status: 101, body: '' });
    const names = [
      'upgrade',
      'connection',
      'sec-websocket-accept',
      'x-early',
      'x-late',
      'set-cookie',
      'content-length',
      'transfer-encoding',
    ];
    expect(names.map((name) => valuesOf(response, name))).toEqual([
      ['websocket'],
      ['Upgrade'],
      [SAMPLE_ACCEPT],
      ['yes'],
      ['yes'],
      ['a=1; SameSite=Lax', 'b=2; SameSite=Lax'],
      [],
      [],
    ]);
    await waitFor(() => notes.length === HOOKS.length);
    expect(notes).toEqual(HOOKS);
    client.socket.destroy();
  });

  it('logs the upgrade as any request, and the request that it hands over logs under the same id', async () => {
    const lines: { readonly msg: string; readonly reqId?: string; readonly res?: { readonly statusCode: number } }[] = [];
    const stream = { write: (line: string) => void lines.push(JSON.parse(line)) };
    const app = await neighbouring(
      setting,
      (instance) => echoRoute(instance, { welcome: (request) => () => request.log.info('connected') }),
      { logger: { level: 'info', stream } },
    );
    const socket = await injectUpgrade(app, { path: '/rpc' });
    const told = () => lines.filter(({ msg }) => ['incoming request', 'connected', 'request completed'].includes(msg));
    await waitFor(() => told().length === 3);
    expect(told().map(({ msg, reqId, res }) => ({ msg, reqId, status: res?.statusCode }))).toEqual([
      { msg: 'incoming request', reqId: 'req-1', status: undefined },
      { msg: 'request completed', reqId: 'req-1', status: 101 },
      { msg: 'connected', reqId: 'req-1', status: undefined },
    ]);
    socket.destroy();
  });

  it.each<[string, (app: FastifyInstance) => void]>([
    ['before it', requireToken],
    [
      'on its own instance, asynchronously',
      (app) =>
        app.addHook('preHandler', async (request, reply) => {
          await new Promise((resolve) => setImmediate(resolve));
          if (request.headers.authorization !== 'Bearer good') await reply.code(401).send({ message: 'who are you?' });
        }),
    ],
  ])('lets a hook refuse over HTTP: %s', async (_, protect) => {
    const accepted: Socket[] = [];
    const app = await neighbouring(setting, (instance) => {
      protect(instance);
      echoRoute(instance, { welcome: () => (socket) => void accepted.push(socket), graceMs: 50 });
    });
    const port = await portOf(app);
    const client = await RawClient.upgrade(port, '/rpc');
    expect(await client.response()).toMatchObject({ status: 401, body: JSON.stringify({ message: 'who are you?' }) });
    await waitFor(() => client.isClosed || client.hasEnded);
    expect(accepted).toEqual([]);
    const socket = await connect(`ws://127.0.0.1:${port}/rpc`, { headers: { authorization: 'Bearer good' } });
    await waitFor(() => accepted.length === 1);
    socket.destroy();
  });

  it('refuses what a schema forbids, a path that does not exist and a request that upgrades nothing', async () => {
    const app = await neighbouring(setting, (instance) => {
      const querystring = { type: 'object', required: ['v'], properties: { v: { type: 'integer' } } };
      echoRoute(instance, { route: { schema: { querystring } } });
    });
    const port = await portOf(app);
    const statusOf = async (target: string) => {
      const client = await RawClient.upgrade(port, target);
      const { status, body } = await client.response();
      return [status, JSON.parse(body).message];
    };
    expect(await statusOf('/rpc')).toEqual([400, "querystring must have required property 'v'"]);
    expect(await statusOf('/none')).toEqual([404, 'Route GET:/none not found']);
    expect(await (await RawClient.upgrade(port, '/rpc?v=1')).response()).toMatchObject({ status: 101 });
    const injected = await app.inject('/rpc?v=1');
    expect({ status: injected.statusCode, code: injected.json().code, upgrade: injected.headers.upgrade }).toEqual({
      status: 426,
      code: 'RPC_ERR_UPGRADE_REQUIRED',
      upgrade: 'websocket',
    });
  });

  it('knows prefixes, encapsulation and decorators', async () => {
    const seen: unknown[] = [];
    const app = await neighbouring(setting, (instance) => {
      instance.decorate('name', 'root');
      instance.decorateRequest('user', '');
      instance.register(
        (child, _, done) => {
          child.addHook('onRequest', (request, __, next) => {
            Reflect.set(request, 'user', 'ann');
            next();
          });
          echoRoute(child, {
            welcome: (request) => () => {
              seen.push(Reflect.get(request, 'user'), Reflect.get(request.server, 'name'));
            },
          });
          done();
        },
        { prefix: '/v1' },
      );
    });
    const socket = await injectUpgrade(app, { path: '/v1/rpc' });
    await waitFor(() => seen.length > 0);
    expect(seen).toEqual(['ann', 'root']);
    await expect(injectUpgrade(app, { path: '/rpc' })).rejects.toThrow(expect.objectContaining({ status: 404 }));
    socket.destroy();
  });

  it('tells a client that @fastify/websocket makes in memory to ask otherwise, and leaves its own alone', async () => {
    const app = await neighbouring(setting, (instance) => void echoRoute(instance));
    await app.ready();
    const answers: string[] = [];
    for (const path of app.hasDecorator('injectWS') ? ['/ws', '/rpc'] : []) {
      const opened = await app.injectWS(path).catch((error: unknown) => String(error));
      answers.push(typeof opened === 'string' ? opened : 'open');
      if (typeof opened !== 'string') opened.terminate();
    }
    expect(answers).toEqual(setting.place === 'alone' ? [] : ['open', 'Error: Unexpected server response: 426']);
  });

  it('leaves nothing behind: no listeners, no sockets, no warnings', async () => {
    const warnings = collectWarnings();
    const app = await neighbouring(setting, echoRoute);
    const sockets = socketsOf(app);
    const port = await portOf(app);
    const socket = await connect(`ws://127.0.0.1:${port}/rpc`);
    await expect(connect(`ws://127.0.0.1:${port}/none`)).rejects.toThrow(HandshakeError);
    expect(await askNeighbour(app, port)).toEqual(neighbourAnswers);
    socket.close();
    await waitFor(() => socket.state === 'closed');
    await app.close();
    await waitFor(() => sockets.size === 0);
    expect({ listeners: app.server.listeners('upgrade'), symbols: Object.getOwnPropertySymbols(app.server).filter(isOurs) }).toEqual({
      listeners: [],
      symbols: [],
    });
    expect(warnings).toEqual([]);
  });
});

function isOurs(symbol: symbol): boolean {
  return String(symbol.description).startsWith('@trunkline');
}
