import { makeApp, portOf, socketsOf } from '@trunkline/test-kit/app';
import { RawClient } from '@trunkline/test-kit/raw-client';
import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it } from 'vitest';
import { registerDemo } from './support/demo-app.ts';

/** An upgrade, and what it is refused with. */
const REFUSED = [
  { target: '/rpc?as=nobody', headers: {}, status: 401 },
  { target: '/rpc', headers: { Origin: 'https://evil.example' }, status: 403 },
  { target: '/nothing', headers: {}, status: 404 },
  { target: '/rpc', headers: { 'Sec-WebSocket-Protocol': 'other' }, status: 400 },
];

/** More than a client of good will makes, less than a process may have open. */
const ATTEMPTS = 200;

/** An app that lets nobody in who says so, and the sockets of its server. */
async function startGuarded() {
  const app = makeApp();
  const sockets = socketsOf(app);
  app.addHook('onRequest', (request, reply, done) => {
    if (Object(request.query).as === 'nobody') void reply.code(401).send({});
    else done();
  });
  await registerDemo(app);
  return { app, sockets, port: await portOf(app) };
}

async function refusedAreCut(): Promise<void> {
  const { sockets, port } = await startGuarded();
  const attempts = Array.from({ length: ATTEMPTS / REFUSED.length }, () => REFUSED).flat();
  const statuses: number[] = [];
  for (const { target, headers } of attempts) {
    const client = await RawClient.upgrade(port, target, headers);
    statuses.push((await client.response()).status);
  }
  expect(statuses).toEqual(attempts.map(({ status }) => status));
  expect(sockets.size).toBeGreaterThan(0);
  await waitFor(() => sockets.size === 0, 'the sockets to be cut');
}

async function unclaimedAreCut(): Promise<void> {
  const { app, sockets, port } = await startGuarded();
  app.server.on('upgrade', () => {});
  const client = await RawClient.upgrade(port, '/somebody-elses');
  await waitFor(() => client.hasEnded || client.isClosed, 'the socket to be cut');
  expect(client.received).toBe('');
  await waitFor(() => sockets.size === 0, 'the socket to be cut');
}

describe('the sockets of upgrades', () => {
  it('that were refused, or that nobody claims, are cut when their peers never end', { timeout: 20_000 }, async () => {
    // Both take as long as a peer has to end.
    await Promise.all([refusedAreCut(), unclaimedAreCut()]);
  });

  it('that were refused are gone at once when their peers end', async () => {
    const { sockets, port } = await startGuarded();
    for (const { target, headers } of REFUSED) {
      const client = await RawClient.upgrade(port, target, headers);
      await client.response();
      client.socket.end();
    }
    // Sooner than a peer is cut that does not end.
    await waitFor(() => sockets.size === 0, 'the sockets to be gone', 4_000);
  });

  it('whose peers half-close or vanish are gone, whether they were accepted or not', async () => {
    const { app, sockets, port } = await startGuarded();
    for (const target of ['/rpc', '/rpc?as=nobody']) {
      const client = await RawClient.upgrade(port, target);
      client.socket.end();
      await client.response();
    }
    const vanished = await RawClient.upgrade(port, '/rpc');
    await vanished.response();
    vanished.socket.destroy();
    await waitFor(() => sockets.size === 0, 'the sockets to be gone');
    expect(app.rpc.peers()).toEqual([]);
  });
});
