import { once } from 'node:events';
import { connect } from '@trunkline/core/node';
import { makeApp, portOf } from '@trunkline/test-kit/app';
import { VERSIONS } from '@trunkline/test-kit/fastify-versions';
import { neighbouring, SETTINGS } from '@trunkline/test-kit/neighbours';
import { RawClient } from '@trunkline/test-kit/raw-client';
import { waitFor } from '@trunkline/test-kit/wait-for';
import type { FastifyInstance } from 'fastify';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket as WsClient } from 'ws';
import { connectSession, registerDemo, startDemo, TRANSPORTS } from './support/demo-app.ts';
import type { DemoRecord } from './support/demo-handlers.ts';

const HOLD = (name: string) => JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'hold', params: { name } });

/** A plain connection, and how it is closed. */
async function openPlain(url: string) {
  const socket = new WsClient(url);
  const closes: unknown[] = [];
  socket.on('close', (code, reason) => closes.push([code, String(reason)]));
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  return { socket, closes };
}

/** Closes an app, and gives it 15 s: as long as the engine waits for a peer, and as long again twice. */
async function closedInTime(app: FastifyInstance): Promise<void> {
  let isClosed = false;
  const closed = app.close().then(() => {
    isClosed = true;
  });
  await waitFor(() => isClosed, 'the app to be closed', 15_000);
  await closed;
}

describe.each(TRANSPORTS)('app.close over $name', ({ path }) => {
  it('asks sessions to move, lets calls finish, and closes with 4001 and 1001', async () => {
    const { app, url, record } = await startDemo({ drainMs: 4_000 });
    const client = await connectSession(url(path));
    const idle = await openPlain(url(path));
    const held = client.call('hold', { name: 'a' });
    await waitFor(() => record.held.includes('a'), 'the call to be held');
    const closed = app.close();
    await waitFor(() => client.drains.length === 1, 'the drain');
    expect(client.drains).toEqual([4_000]);
    expect({ session: client.closes, plain: idle.closes }).toEqual({ session: [], plain: [] });
    record.release('a');
    expect(await held).toBe('held a');
    await closed;
    await waitFor(() => client.closes.length === 1 && idle.closes.length === 1, 'both to be closed');
    expect({ session: client.closes, plain: idle.closes }).toEqual({
      session: [{ code: 4001, reason: 'the server is going away', sentBy: 'server' }],
      plain: [[1001, 'the server is going away']],
    });
  });

  it('cuts off what takes longer than drainMs', async () => {
    const { app, url, record } = await startDemo({ drainMs: 50 });
    const client = await connectSession(url(path));
    const plain = await openPlain(url(path));
    plain.socket.send(HOLD('plain'));
    const held = client.call('hold', { name: 'session' }).catch((error: Error) => error.name);
    await waitFor(() => record.held.length === 2, 'both calls to be held');
    await app.close();
    expect(record.aborts.toSorted()).toEqual(['plain: Closed', 'session: Closed']);
    await waitFor(() => client.closes.length === 1 && plain.closes.length === 1, 'both to be closed');
    expect([client.closes[0]?.code, plain.closes[0]]).toEqual([4001, [1001, 'the server is going away']]);
    client.close();
    expect(await held).toBe('OutcomeUnknown');
  });

  it('does not wait for peers that never answer the close', { timeout: 20_000 }, async () => {
    const { app, port } = await startDemo();
    const clients = await Promise.all([RawClient.upgrade(port, path), RawClient.upgrade(port, path)]);
    for (const client of clients) expect((await client.response()).status).toBe(101);
    await closedInTime(app);
    await waitFor(() => clients.every(({ hasEnded, isClosed }) => hasEnded || isClosed), 'the sockets to be cut');
  });
});

describe.each(SETTINGS)('app.close in $name', (setting) => {
  it('refuses new upgrades by 503 while calls are in flight, and does not wait for those who were refused', async () => {
    const records: DemoRecord[] = [];
    const app = await neighbouring(setting, async (instance) => {
      records.push(await registerDemo(instance, { drainMs: 4_000 }));
    });
    const [record] = records;
    const port = await portOf(app);
    const client = await connectSession(`ws://127.0.0.1:${port}/rpc`);
    const held = client.call('hold', { name: 'a' });
    await waitFor(() => record?.held.includes('a') === true, 'the call to be held');
    const closed = closedInTime(app);
    await waitFor(() => client.drains.length === 1, 'the drain');
    await expect(connect(`ws://127.0.0.1:${port}/rpc`)).rejects.toMatchObject({ status: 503 });
    const refused = await RawClient.upgrade(port, '/rpc');
    expect((await refused.response()).status).toBe(503);
    record?.release('a');
    expect(await held).toBe('held a');
    await closed;
    await waitFor(() => refused.hasEnded || refused.isClosed, 'the refused socket to be cut');
  });
});

describe('app.close', () => {
  it('lets a POST finish, and tells one that takes too long by 503', async () => {
    const outcomeOf = async (drainMs: number) => {
      const { app, port, record } = await startDemo({ drainMs });
      const posted = fetch(`http://127.0.0.1:${port}/rpc`, {
        method: 'POST',
        body: HOLD('a'),
        headers: { 'content-type': 'application/json', connection: 'close' },
      });
      await waitFor(() => record.held.includes('a'), 'the call to be held');
      const closed = app.close();
      if (drainMs > 1_000) record.release('a');
      const answer = await posted;
      await closed;
      const { result, code }: { readonly result?: string; readonly code?: string } = JSON.parse(await answer.text());
      return [answer.status, result ?? code];
    };
    expect(await outcomeOf(4_000)).toEqual([200, 'held a']);
    expect(await outcomeOf(30)).toEqual([503, 'RPC_ERR_CUT_OFF']);
  });

  it.each(VERSIONS)('leaves nothing behind: no listeners, no sockets, no timers, in $name', async (version) => {
    const before = resources();
    const app = makeApp({}, version);
    await registerDemo(app);
    const listeners = () => app.server.eventNames().map((name) => `${String(name)} ${app.server.listenerCount(name)}`);
    const port = await portOf(app);
    const client = await connectSession(`ws://127.0.0.1:${port}/rpc`);
    await client.join('chat', { room: 'a' }, { name: 'Ann' });
    await client.call('add', { a: 1, b: 1 });
    const plain = await openPlain(`ws://127.0.0.1:${port}/rpc`);
    await app.close();
    client.close();
    expect(listeners().filter((name) => name.startsWith('upgrade'))).toEqual([]);
    await waitFor(() => plain.closes.length === 1, 'the client to be closed');
    await waitFor(() => resources() <= before, 'all handles to be gone');
  });

  it('can be called before the app was ready, and twice', async () => {
    const app = makeApp();
    await registerDemo(app);
    await Promise.all([app.close(), app.close()]);
    await app.close();
  });
});

/** How many handles are open that may be those of an app; the runner of the tests has timers and pipes of its own. */
function resources(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource.startsWith('TCP')).length;
}
