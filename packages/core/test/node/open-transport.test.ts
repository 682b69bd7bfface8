import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { TEST_CERTIFICATE } from '@trunkline/test-kit/test-certificate';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseClientUrl } from '../../src/handshake/client-url.ts';
import { DialScope } from '../../src/node/dial-scope.ts';
import { openTransport, type Road } from '../../src/node/open-transport.ts';
import { proxyServer } from '../support/proxy-server.ts';
import { rawServer } from '../support/raw-server.ts';

const tls = { ca: TEST_CERTIFICATE };
const answer = () => 'answer';

/** Opens a transport, sends a head and gives what comes back; the transport ends with the test. */
async function exchange(url: string, road: Partial<Road> = {}): Promise<{ answer: string; servername: unknown }> {
  const scope = new DialScope(Number.POSITIVE_INFINITY, undefined);
  onTestFinished(() => scope.destroyAll());
  const direct = { tls, proxy: undefined, socketPath: undefined, transport: undefined, maxHeaderBytes: 16_384 };
  const transport = await openTransport(parseClientUrl(url), { ...direct, ...road }, scope);
  transport.write('question\r\n\r\n');
  const [chunk] = await once(transport, 'data');
  return { answer: String(chunk), servername: transport instanceof TLSSocket ? Reflect.get(transport, 'servername') : undefined };
}

describe('openTransport', () => {
  it('opens TCP for ws:', async () => {
    const { port } = await rawServer(answer);
    await expect(exchange(`ws://127.0.0.1:${port}`)).resolves.toEqual({ answer: 'answer', servername: undefined });
  });

  it('opens TLS for wss:, naming the host', async () => {
    const { port } = await rawServer(answer, { tls: true });
    await expect(exchange(`wss://localhost:${port}`)).resolves.toEqual({ answer: 'answer', servername: 'localhost' });
  });

  it('names no address (RFC 6066 §3), and checks the certificate against it', async () => {
    const { port } = await rawServer(answer, { tls: true });
    await expect(exchange(`wss://127.0.0.1:${port}`)).resolves.toEqual({ answer: 'answer', servername: false });
  });

  it('trusts no certificate that it has no reason to', async () => {
    const { port } = await rawServer(answer, { tls: true });
    await expect(exchange(`wss://localhost:${port}`, { tls: {} })).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  });

  it('trusts no certificate for another host', async () => {
    const { port } = await rawServer(answer, { tls: true });
    const proxy = { url: new URL(`http://127.0.0.1:${(await proxyServer(port)).port}`), tls: {} };
    await expect(exchange('wss://example.com', { proxy })).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });

  it('takes another server name where one is given', async () => {
    const { port } = await rawServer(answer, { tls: true });
    const proxy = { url: new URL(`http://127.0.0.1:${(await proxyServer(port)).port}`), tls: {} };
    const road = { proxy, tls: { ...tls, servername: 'localhost' } };
    await expect(exchange('wss://example.com', road)).resolves.toEqual({ answer: 'answer', servername: 'localhost' });
  });

  it.each([
    ['ws:', 'http:'],
    ['wss:', 'http:'],
    ['ws:', 'https:'],
    ['wss:', 'https:'],
  ])('opens a tunnel for %s through a proxy by %s', async (scheme, proxyScheme) => {
    const { port } = await rawServer(answer, { tls: scheme === 'wss:' });
    const proxy = await proxyServer(port, proxyScheme === 'https:');
    const road = { proxy: { url: new URL(`${proxyScheme}//localhost:${proxy.port}`), tls } };
    await expect(exchange(`${scheme}//localhost/`, road)).resolves.toMatchObject({ answer: 'answer' });
    expect(proxy.heads[0]).toMatch(scheme === 'wss:' ? /^CONNECT localhost:443 / : /^CONNECT localhost:80 /);
  });

  it('asks a proxy for an IPv6 address in brackets', async () => {
    const { port } = await rawServer(answer);
    const proxy = await proxyServer(port);
    await exchange('ws://[::1]:8080/', { proxy: { url: new URL(`http://127.0.0.1:${proxy.port}`), tls } });
    expect(proxy.heads[0]).toMatch(/^CONNECT \[::1\]:8080 /);
  });

  it.each(['ws:', 'wss:'])('goes by a Unix socket for %s, whatever the host', async (scheme) => {
    const folder = await mkdtemp(join(tmpdir(), 'trunkline-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const socketPath = join(folder, 'socket');
    await rawServer(answer, { path: socketPath, tls: scheme === 'wss:' });
    await expect(exchange(`${scheme}//localhost:1/`, { socketPath })).resolves.toMatchObject({ answer: 'answer' });
  });

  it.each(['ws:', 'wss:'])('speaks %s over a transport that it is given, whatever the host', async (scheme) => {
    const { port } = await rawServer(answer, { tls: scheme === 'wss:' });
    const transport = createConnection({ port, host: '127.0.0.1' });
    onTestFinished(() => void transport.destroy());
    await expect(exchange(`${scheme}//localhost:1/`, { transport })).resolves.toMatchObject({ answer: 'answer' });
  });

  it('goes where the URL says, not where options of TLS would', async () => {
    const { port } = await rawServer(answer, { tls: true });
    const road = { tls: { ...tls, host: 'example.com', port: 1, path: '/nowhere' } };
    await expect(exchange(`wss://localhost:${port}`, road)).resolves.toEqual({ answer: 'answer', servername: 'localhost' });
  });
});
