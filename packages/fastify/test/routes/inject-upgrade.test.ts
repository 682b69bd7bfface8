import { createNegotiator } from '@trunkline/core/node';
import { makeApp, portOf, socketsOf } from '@trunkline/test-kit/app';
import { VERSIONS } from '@trunkline/test-kit/fastify-versions';
import { TEST_CERTIFICATE, TEST_KEY } from '@trunkline/test-kit/test-certificate';
import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it } from 'vitest';
import { injectUpgrade } from '../../src/routes/inject-upgrade.ts';
import { ask, echoRoute } from '../support/rpc-route.ts';

describe.each(VERSIONS)('injectUpgrade in $name', (version) => {
  it('connects to an app that does not listen, and readies it', async () => {
    const app = makeApp({}, version);
    const { requests } = echoRoute(app, { negotiate: createNegotiator({ protocols: ['b'], deflate: true }) });
    const socket = await injectUpgrade(app, { path: '/rpc?x=1', protocols: ['a', 'b'], headers: { 'X-A': 'yes' }, deflate: true });
    expect(await ask(socket, 'a')).toBe('echo a');
    expect([socket.protocol, requests[0]?.url, requests[0]?.headers['x-a'], app.server.listening]).toEqual(['b', '/rpc?x=1', 'yes', false]);
    expect(socket.extensions).toMatch(/^permessage-deflate/);
    socket.close();
  });

  it('connects to an app that listens', async () => {
    const app = makeApp({}, version);
    echoRoute(app);
    await portOf(app);
    const socket = await injectUpgrade(app, { path: '/rpc' });
    expect(await ask(socket, 'a'.repeat(300_000))).toBe(`echo ${'a'.repeat(300_000)}`);
    socket.destroy();
  });

  it('connects to an app with TLS', async () => {
    const app = makeApp({ https: { cert: TEST_CERTIFICATE, key: TEST_KEY } }, version);
    echoRoute(app);
    const socket = await injectUpgrade(app, { path: '/rpc' });
    expect(await ask(socket, 'a')).toBe('echo a');
    socket.destroy();
  });

  it('rejects with the status of a refusal, and leaves nothing open', async () => {
    const app = makeApp({}, version);
    echoRoute(app, { graceMs: 60_000 });
    await app.ready();
    const sockets = socketsOf(app);
    await expect(injectUpgrade(app, { path: '/none' })).rejects.toMatchObject({ name: 'HandshakeError', problem: 'refused', status: 404 });
    await waitFor(() => sockets.size === 0);
  });

  it('tells each end that the other one was cut', async () => {
    const app = makeApp({}, version);
    const { sockets } = echoRoute(app);
    for (const cutter of ['client', 'server']) {
      const client = await injectUpgrade(app, { path: '/rpc' });
      await waitFor(() => sockets.length === 1);
      const [server] = sockets.splice(0);
      const [near, far] = cutter === 'client' ? [client, server] : [server, client];
      near?.destroy();
      await waitFor(() => far?.state === 'closed');
    }
  });

  it('rejects what is no path, and wrong options, and leaves nothing open', async () => {
    const app = makeApp({}, version);
    await expect(injectUpgrade(app, { path: 'rpc' })).rejects.toThrow(TypeError);
    await app.ready();
    const sockets = socketsOf(app);
    await expect(injectUpgrade(app, { path: '/rpc', protocols: ['a', 'a'] })).rejects.toThrow(TypeError);
    await waitFor(() => sockets.size === 0);
  });
});
