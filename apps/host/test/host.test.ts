import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Demo } from '../demo.ts';
import { Host, type HostAddress } from '../host.ts';

/** A demo that counts visits over all servers, and says which server it is. */
function countingDemo() {
  const seen = { visits: 0, servers: 0, isClosed: false };
  const demo: Demo = {
    title: 'Counts <you>',
    description: 'Visits & servers.',
    plugin(app, { restart }) {
      seen.servers += 1;
      app.get('/', () => {
        seen.visits += 1;
        return { visits: seen.visits };
      });
      app.post('/restart', () => {
        restart();
        restart();
        return 'soon';
      });
      return Promise.resolve();
    },
    close() {
      seen.isClosed = true;
      return Promise.resolve();
    },
  };
  return { demo, seen };
}

async function startHost(demo: Demo, address: Partial<HostAddress> = {}) {
  const host = new Host(new Map([['counter', demo]]), { host: '127.0.0.1', port: 0, ...address });
  onTestFinished(() => host.close());
  return { host, url: await host.start() };
}

describe('Host', () => {
  it('serves every demo below its name, and an index of them', async () => {
    const { demo } = countingDemo();
    const { url } = await startHost(demo);
    const index = await fetch(url);
    expect(index.headers.get('content-security-policy')).toContain("default-src 'none'");
    const html = await index.text();
    expect(html).toContain('<a href="counter/">');
    expect(html).toContain('Counts &lt;you>');
    expect(html).toContain('Visits &amp; servers.');
    expect(await (await fetch(`${url}counter`)).json()).toEqual({ visits: 1 }); // redirected to counter/
    for (const path of ['index.css', 'icon.svg']) expect((await fetch(url + path)).status).toBe(200);
  });

  it('says where a browser finds it that listens everywhere', async () => {
    const { demo } = countingDemo();
    const { url } = await startHost(demo, { host: '0.0.0.0' });
    expect(new URL(url).hostname).toBe('127.0.0.1');
    expect((await fetch(url)).status).toBe(200);
  });

  it('replaces the server on the same port, once at a time, while the demos live on', async () => {
    const { demo, seen } = countingDemo();
    const { url } = await startHost(demo);
    await fetch(`${url}counter/`);
    expect(await (await fetch(`${url}counter/restart`, { method: 'POST' })).text()).toBe('soon');
    await expect.poll(() => fetch(`${url}counter/`).then((answer) => answer.json()), { timeout: 10_000 }).toEqual({ visits: 2 });
    expect(seen).toEqual({ visits: 2, servers: 2, isClosed: false });
  });

  it('lets go of the demos when it closes, once a restart is over', async () => {
    const { demo, seen } = countingDemo();
    const { host, url } = await startHost(demo);
    host.restart();
    await host.close();
    expect(seen).toEqual({ visits: 0, servers: 2, isClosed: true });
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  it('rejects when the port is taken, and may be closed then', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void squatter.close());
    await once(squatter, 'listening');
    const address = squatter.address();
    if (address === null || typeof address === 'string') throw new Error('a port was asked for');
    const { demo, seen } = countingDemo();
    await expect(startHost(demo, { port: address.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect(seen.isClosed).toBe(false);
  });
});
