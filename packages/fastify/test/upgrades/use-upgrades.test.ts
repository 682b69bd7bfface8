import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { connect } from '@trunkline/core/node';
import { type AppOptions, makeApp, portOf, socketsOf } from '@trunkline/test-kit/app';
import { VERSIONS } from '@trunkline/test-kit/fastify-versions';
import { RawClient, valuesOf } from '@trunkline/test-kit/raw-client';
import { waitFor } from '@trunkline/test-kit/wait-for';
import type { FastifyInstance } from 'fastify';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import { useUpgrades } from '../../src/upgrades/use-upgrades.ts';
import { ask, echoRoute } from '../support/rpc-route.ts';

type Upgrading = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** A server of `ws` for the path `/foreign`, on the raw event, after a wait where one is given. */
function foreignServer(wait: (go: () => void) => void = (go) => go()): Upgrading {
  const server = new WebSocketServer({ noServer: true });
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
  });
  return (request, socket, head) => {
    if (request.url !== '/foreign') return;
    wait(() =>
      server.handleUpgrade(request, socket, head, (client) => {
        client.on('message', (message) => client.send(`foreign ${String(message)}`));
      }),
    );
  };
}

async function answerOf(url: string): Promise<string> {
  const socket = await connect(url);
  const answer = await ask(socket, 'a');
  socket.destroy();
  return answer;
}

function refuseAll(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (request.headers.authorization === 'Bearer good') done();
    else void reply.code(401).send();
  });
}

describe.each(VERSIONS)('useUpgrades in $name', (version) => {
  const make = (options?: AppOptions) => makeApp(options, version);

  it.each([
    ['at once, before the app is ready', 'early', undefined],
    ['at once, since the app listens', 'late', undefined],
    ['a moment later, before the app is ready', 'early', (go: () => void) => void setImmediate(go)],
    ['a moment later, since the app listens', 'late', (go: () => void) => void setImmediate(go)],
  ])('leaves a socket alone that a foreign listener takes %s', async (_, when, wait) => {
    const app = make();
    const foreign = foreignServer(wait);
    if (when === 'early') app.server.on('upgrade', foreign);
    echoRoute(app);
    const port = await portOf(app);
    if (when === 'late') app.server.on('upgrade', foreign);
    expect(await Promise.all(['/foreign', '/rpc'].map((path) => answerOf(`ws://127.0.0.1:${port}${path}`)))).toEqual([
      'foreign a',
      'echo a',
    ]);
  });

  it('runs no hook for a socket that a foreign listener takes at once, so that none can answer into it', async () => {
    const app = make();
    const urls: string[] = [];
    app.addHook('onRequest', (request, _, done) => {
      urls.push(request.url);
      done();
    });
    refuseAll(app);
    app.server.on('upgrade', foreignServer());
    echoRoute(app);
    const port = await portOf(app);
    expect(await answerOf(`ws://127.0.0.1:${port}/foreign`)).toBe('foreign a');
    expect(urls).toEqual([]);
  });

  it('decides before hooks that come later about a request that no route is for', async () => {
    const app = make();
    useUpgrades(app);
    refuseAll(app);
    app.server.on(
      'upgrade',
      foreignServer((go) => void setImmediate(go)),
    );
    const port = await portOf(app);
    expect(await answerOf(`ws://127.0.0.1:${port}/foreign`)).toBe('foreign a');
    expect((await app.inject('/foreign')).statusCode).toBe(401);
  });

  it('answers 404 where no route and no foreign listener is for a request', async () => {
    const app = make();
    const sockets = socketsOf(app);
    useUpgrades(app, { graceMs: 60_000 });
    const client = await RawClient.upgrade(await portOf(app), '/none');
    const response = await client.response();
    expect({ status: response.status, connection: valuesOf(response, 'connection') }).toEqual({ status: 404, connection: ['close'] });
    await waitFor(() => client.hasEnded);
    client.socket.end();
    await waitFor(() => sockets.size === 0);
  });

  it('cuts a socket that nobody takes', async () => {
    const app = make();
    const sockets = socketsOf(app);
    useUpgrades(app, { graceMs: 30 });
    app.server.on('upgrade', () => {});
    const client = await RawClient.upgrade(await portOf(app), '/none');
    await waitFor(() => sockets.size === 0);
    expect(client.received).toBe('');
  });

  it('cuts a socket whose peer does not end it after a refusal', async () => {
    const app = make();
    const sockets = socketsOf(app);
    refuseAll(app);
    useUpgrades(app, { graceMs: 30 });
    const client = await RawClient.upgrade(await portOf(app), '/any');
    expect((await client.response()).status).toBe(401);
    await waitFor(() => sockets.size === 0);
    await waitFor(() => useUpgrades(app).waiting.size === 0);
  });

  it('waits no longer than a refused peer needs to end', async () => {
    const app = make();
    const sockets = socketsOf(app);
    useUpgrades(app, { graceMs: 60_000 });
    const client = await RawClient.upgrade(await portOf(app), '/none');
    await waitFor(() => client.hasEnded);
    expect(useUpgrades(app).waiting.size).toBe(1);
    client.socket.end('what is still said');
    await waitFor(() => sockets.size === 0);
    await waitFor(() => useUpgrades(app).waiting.size === 0);
  });

  it('answers a request that offers another protocol as one that offers none', async () => {
    const app = make();
    app.get('/page', () => 'a page');
    echoRoute(app);
    const client = await RawClient.upgrade(await portOf(app), '/page', { Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABkAAQAAP__' });
    expect(await client.response()).toMatchObject({ status: 200, body: 'a page' });
    expect(client.hasEnded).toBe(false);
  });

  it('survives a client that resets its connection while a hook runs', async () => {
    const app = make();
    let release = () => {};
    let isReached = false;
    app.addHook('onRequest', async () => {
      isReached = true;
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    });
    const { sockets } = echoRoute(app);
    const port = await portOf(app);
    const client = await RawClient.upgrade(port, '/rpc');
    await waitFor(() => isReached);
    client.socket.resetAndDestroy();
    await waitFor(() => client.isClosed);
    release();
    // A second client is served when the first one's answer has met its end.
    const open = connect(`ws://127.0.0.1:${port}/rpc`);
    isReached = false;
    await waitFor(() => isReached);
    release();
    const socket = await open;
    expect(await ask(socket, 'a')).toBe('echo a');
    socket.destroy();
    for (const each of sockets) each.destroy();
  });

  it.each([
    ['Fastify itself', undefined, { message: 'Service Unavailable' }],
    ['our route', false, { code: 'RPC_ERR_CLOSING' }],
  ])('has %s answer 503 while the app closes', async (_, return503OnClosing, body) => {
    const app = make(return503OnClosing === undefined ? {} : { return503OnClosing });
    const sockets = socketsOf(app);
    let welcomes = 0;
    echoRoute(app, {
      graceMs: 60_000,
      welcome: () => {
        welcomes += 1;
        return () => {};
      },
    });
    let isClosing = false;
    let mayGoOn = false;
    app.addHook('preClose', async () => {
      isClosing = true;
      await waitFor(() => mayGoOn);
    });
    const port = await portOf(app);
    const closed = app.close();
    await waitFor(() => isClosing);
    const client = await RawClient.upgrade(port, '/rpc');
    const response = await client.response();
    expect({ status: response.status, body: JSON.parse(response.body) }).toMatchObject({ status: 503, body });
    expect(welcomes).toBe(0);
    mayGoOn = true;
    await closed; // though this client never ends
    await waitFor(() => sockets.size === 0);
  });

  it('does not make the app wait for refused peers when it closes', async () => {
    const app = make();
    const sockets = socketsOf(app);
    useUpgrades(app, { graceMs: 60_000 });
    const client = await RawClient.upgrade(await portOf(app), '/none');
    await waitFor(() => client.hasEnded);
    await app.close();
    await waitFor(() => sockets.size === 0);
  });

  it('does not make the app wait for sockets left to others and not taken when it closes', async () => {
    const app = make();
    const sockets = socketsOf(app);
    useUpgrades(app, { graceMs: 60_000 });
    app.server.on('upgrade', () => {});
    await RawClient.upgrade(await portOf(app), '/none');
    await waitFor(() => useUpgrades(app).waiting.size === 1);
    await app.close();
    await waitFor(() => sockets.size === 0);
  });

  it('does not make the app wait for hooks that never answer when it closes', async () => {
    const app = make();
    const sockets = socketsOf(app);
    useUpgrades(app, { graceMs: 20 });
    const urls: string[] = [];
    app.addHook('onRequest', ({ url }) => void urls.push(url)); // never done
    const client = await RawClient.upgrade(await portOf(app), '/none');
    await waitFor(() => urls.length === 1);
    await app.close();
    await waitFor(() => client.hasEnded && sockets.size === 0);
    expect([urls, client.received]).toEqual([['/none'], '']);
  });

  it('routes a request once, however often it was called', async () => {
    const app = make();
    const urls: string[] = [];
    app.addHook('onRequest', (request, _, done) => {
      urls.push(request.url);
      done();
    });
    expect(useUpgrades(app)).toBe(useUpgrades(app));
    app.register((child, _, done) => {
      useUpgrades(child);
      done();
    });
    const client = await RawClient.upgrade(await portOf(app), '/none');
    expect((await client.response()).status).toBe(404);
    expect({ urls, listeners: app.server.listenerCount('upgrade') }).toEqual({ urls: ['/none'], listeners: 1 });
  });

  it.each([0, -1, Number.NaN])('refuses a grace of %d ms', (graceMs) => {
    expect(() => useUpgrades(make(), { graceMs })).toThrow(RangeError);
  });
});
