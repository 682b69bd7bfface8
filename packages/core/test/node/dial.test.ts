import { createConnection } from 'node:net';
import { PassThrough } from 'node:stream';
import { inspect } from 'node:util';
import { TEST_CERTIFICATE } from '@trunkline/test-kit/test-certificate';
import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseClientUrl } from '../../src/handshake/client-url.ts';
import { type ConnectOptions, resolveConnectOptions } from '../../src/node/connect-options.ts';
import { dial } from '../../src/node/dial.ts';
import { proxyServer } from '../support/proxy-server.ts';
import { type Answer, headerOf, type RawServer, rawServer, responseOf, switching } from '../support/raw-server.ts';

const tls = { ca: TEST_CERTIFICATE };
const silent: Answer = () => undefined;

/** Dials, and cuts the transport when the test ends. */
async function dialing(url: string, options: ConnectOptions = {}) {
  const dialed = await dial(parseClientUrl(url), resolveConnectOptions(options));
  onTestFinished(() => void dialed.transport.destroy());
  return dialed;
}

const addressOf = ({ port }: RawServer, path = '/') => `ws://127.0.0.1:${port}${path}`;
const allClosed = (...servers: RawServer[]) => waitFor(() => servers.every(({ open }) => open.size === 0));

/** A server that sends every request to a location. */
const redirecting = (location: string, status = '302 Found') => rawServer(() => responseOf(status, `Location: ${location}`));

describe('dial', () => {
  it('asks for an upgrade with a key of its own each time (RFC 6455 §4.1)', async () => {
    const server = await rawServer((head) => switching(head));
    await dialing(addressOf(server, '/chat?room=1'));
    await dialing(addressOf(server));
    const [first = '', second = ''] = server.heads;
    expect(first.split('\r\n')).toEqual([
      'GET /chat?room=1 HTTP/1.1',
      `Host: 127.0.0.1:${server.port}`,
      'Upgrade: websocket',
      'Connection: Upgrade',
      expect.stringMatching(/^Sec-WebSocket-Key: [0-9A-Za-z+/]{21}[AQgw]==$/),
      'Sec-WebSocket-Version: 13',
    ]);
    expect(headerOf(first, 'sec-websocket-key')).not.toBe(headerOf(second, 'sec-websocket-key'));
  });

  it('offers protocols and compression, and tells what was agreed on', async () => {
    const deflate = 'permessage-deflate; server_no_context_takeover';
    const lines = ['Sec-WebSocket-Protocol: b', `Sec-WebSocket-Extensions: ${deflate}`];
    const server = await rawServer((head) => switching(head, ...lines));
    const { terms, options } = await dialing(addressOf(server), { protocols: ['a', 'b'], deflate: true });
    expect(headerOf(server.heads[0] ?? '', 'sec-websocket-protocol')).toBe('a, b');
    expect(headerOf(server.heads[0] ?? '', 'sec-websocket-extensions')).toMatch(/^permessage-deflate;/);
    expect(terms).toEqual({ protocol: 'b', extensions: deflate });
    expect(options.deflate).toBeDefined();
  });

  it('takes credentials from the URL, unless a header has them', async () => {
    const server = await rawServer((head) => switching(head));
    const url = addressOf(server).replace('//', '//user:p%40ss@');
    await dialing(url);
    await dialing(url, { headers: { authorization: 'Bearer token' } });
    expect(server.heads.map((head) => headerOf(head, 'authorization'))).toEqual([`Basic ${btoa('user:p@ss')}`, 'Bearer token']);
  });

  it.each<[string, Answer, object]>([
    ['a refusal', () => responseOf('403 Forbidden', 'Content-Length: 0'), { problem: 'refused', status: 403 }],
    ['a refusal for now', () => responseOf('503 No', 'Retry-After: 7', 'Content-Length: 0'), { status: 503, retryAfterMs: 7_000 }],
    ['a redirect', () => responseOf('302 Found', 'Location: /'), { problem: 'refused', status: 302 }],
    ['a wrong accept key', (head) => switching(head).replace('Accept: ', 'Accept: A'), { problem: 'accept-key', status: 101 }],
    ['a protocol not offered', (head) => switching(head, 'Sec-WebSocket-Protocol: x'), { problem: 'subprotocol', status: 101 }],
    ['an extension not offered', (head) => switching(head, 'Sec-WebSocket-Extensions: x'), { problem: 'extensions', status: 101 }],
    ['a 101 without Upgrade', (head) => switching(head).replace('Upgrade: websocket\r\n', ''), { problem: 'upgrade', status: 101 }],
    ['a 101 to something else', (head) => switching(head).replace('websocket', 'h2c'), { problem: 'upgrade', status: 101 }],
    ['what is no HTTP', () => 'nonsense\r\n\r\n', { problem: 'response' }],
    ['a head that is too large', (head) => switching(head, `A: ${'b'.repeat(2_000)}`), { problem: 'response' }],
  ])('rejects %s, and leaves nothing open', async (_, answer, expected) => {
    const server = await rawServer(answer);
    const settled = dialing(addressOf(server), { limits: { maxHeaderBytes: 1_000 } });
    await expect(settled).rejects.toMatchObject({ name: 'HandshakeError', ...expected });
    await allClosed(server);
  });

  it.each<[string, Answer, object]>([
    ['that says nothing', silent, {}],
    ['that goes on with a header for ever', () => 'HTTP/1.1 200 OK\r\nA: b', {}],
    ['that announces for ever', () => responseOf('102 Processing'), {}],
  ])('gives a server up %s', async (_, answer) => {
    const server = await rawServer(answer);
    const settled = dialing(addressOf(server), { limits: { handshakeTimeoutMs: 50 } });
    await expect(settled).rejects.toMatchObject({ name: 'HandshakeError', problem: 'timeout', status: undefined });
    await allClosed(server);
  });

  it('gives a proxy up that says nothing', async () => {
    const proxy = await rawServer(silent);
    const settled = dialing('ws://example.com', { proxy: `http://127.0.0.1:${proxy.port}`, limits: { handshakeTimeoutMs: 50 } });
    await expect(settled).rejects.toMatchObject({ problem: 'timeout' });
    await allClosed(proxy);
  });

  it('ends as soon as the signal aborts, and leaves nothing open', async () => {
    const server = await rawServer(silent);
    const controller = new AbortController();
    const settled = expect(dialing(addressOf(server), { signal: controller.signal })).rejects.toMatchObject({
      name: 'HandshakeError',
      problem: 'aborted',
      cause: 'enough',
    });
    await waitFor(() => server.heads.length === 1);
    controller.abort('enough');
    await settled;
    await allClosed(server);
  });

  it('opens nothing when the signal has aborted', async () => {
    const server = await rawServer(silent);
    await expect(dialing(addressOf(server), { signal: AbortSignal.abort() })).rejects.toMatchObject({ problem: 'aborted' });
    expect(server.open.size).toBe(0);
  });

  it('tells why no connection came about', async () => {
    const server = await rawServer(silent);
    const settled = dialing(`wss://user:secret@127.0.0.1:${server.port}/?token=secret`, { tls: { rejectUnauthorized: false } });
    await waitFor(() => server.open.size === 1);
    for (const socket of server.open) socket.destroy();
    const error = await settled.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'HandshakeError', problem: 'network', cause: { code: 'ECONNRESET' } });
    expect(inspect(error)).not.toContain('secret');
  });

  it('reaches a server through a proxy that wants to know us, and tells the server nothing of it', async () => {
    const server = await rawServer((head) => switching(head), { tls: true });
    const proxy = await proxyServer(server.port);
    await dialing('wss://localhost/', { proxy: `http://user:secret@127.0.0.1:${proxy.port}`, tls });
    expect(headerOf(proxy.heads[0] ?? '', 'proxy-authorization')).toBe(`Basic ${btoa('user:secret')}`);
    expect(server.heads[0]).not.toMatch(/proxy|secret/i);
  });

  it('tells a proxy’s refusal, and leaves nothing open', async () => {
    const proxy = await rawServer(() => responseOf('407 Proxy Authentication Required', 'Content-Length: 0'));
    const error = await dialing('wss://localhost/', { proxy: `http://user:secret@127.0.0.1:${proxy.port}` }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ name: 'HandshakeError', problem: 'proxy', status: 407 });
    expect(inspect(error)).not.toContain('secret');
    await allClosed(proxy);
  });
});

describe('dial with a transport', () => {
  it('cuts it when the attempt fails', async () => {
    const server = await rawServer(() => responseOf('403 Forbidden', 'Content-Length: 0'));
    const transport = createConnection({ port: server.port, host: '127.0.0.1' });
    await expect(dialing('ws://anywhere/', { transport })).rejects.toMatchObject({ problem: 'refused', status: 403 });
    expect({ destroyed: transport.destroyed, host: headerOf(server.heads[0] ?? '', 'host') }).toEqual({
      destroyed: true,
      host: 'anywhere',
    });
    await allClosed(server);
  });

  it('cuts it also when the signal has aborted before', async () => {
    const transport = new PassThrough();
    await expect(dialing('ws://anywhere/', { transport, signal: AbortSignal.abort() })).rejects.toMatchObject({ problem: 'aborted' });
    expect(transport.destroyed).toBe(true);
  });

  it('tells that it failed', async () => {
    const transport = new PassThrough();
    const settled = expect(dialing('ws://anywhere/', { transport })).rejects.toMatchObject({ problem: 'network' });
    transport.destroy(new Error('cut'));
    await settled;
  });
});

describe('dial with followRedirects', () => {
  it.each(['301 Moved Permanently', '302 Found', '303 See Other', '307 Temporary Redirect', '308 Permanent Redirect'])(
    'follows a %s to a relative location, with everything that it had',
    async (status) => {
      const server = await rawServer((head) => (head.startsWith('GET /a') ? responseOf(status, 'Location: b?c') : switching(head)));
      const headers = { Cookie: 'a=1', 'X-Api-Key': 'key' };
      await dialing(addressOf(server, '/a').replace('//', '//user:password@'), { followRedirects: 1, headers });
      expect(server.heads.map((head) => head.split(' ')[1])).toEqual(['/a', '/b?c']);
      expect(server.heads.map((head) => headerOf(head, 'authorization'))).toEqual(Array(2).fill(`Basic ${btoa('user:password')}`));
      expect(server.heads[1]).toMatch(/Cookie: a=1\r\nX-Api-Key: key/);
      const [first, second] = server.heads.map((head) => headerOf(head, 'sec-websocket-key'));
      expect(first).not.toBe(second);
      await waitFor(() => server.open.size === 1);
    },
  );

  it('takes no credentials to another origin, nor back from it', async () => {
    const server = await rawServer((head) => switching(head));
    const stranger = await redirecting(addressOf(server, '/'));
    const first = await redirecting(addressOf(stranger).replace('//', '//other:password@'));
    const headers = { Cookie: 'a=secret', 'X-Api-Key': 'secret', Origin: 'https://example.com', 'User-Agent': 'test' };
    await dialing(addressOf(first).replace('//', '//user:secret@'), { followRedirects: 5, headers });
    for (const { heads } of [stranger, server]) {
      expect(heads[0]).toMatch(/Origin: https:\/\/example.com\r\nUser-Agent: test$/);
      expect(heads[0]).not.toMatch(/secret|authorization|cookie/i);
    }
    await allClosed(first, stranger);
  });

  it('takes no certificate of ours to another origin', async () => {
    const server = await rawServer((head) => switching(head), { tls: true });
    const first = await redirecting(`https://localhost:${server.port}/`);
    // With a key that cannot be read TLS would throw; with this name the certificate would not fit.
    const options = { followRedirects: 1, tls: { ...tls, key: 'no key', servername: 'first.example' } };
    await expect(dialing(addressOf(first), options)).resolves.toMatchObject({ terms: { protocol: '' } });
  });

  it('does not give TLS up', async () => {
    const server = await rawServer((head) => switching(head));
    const first = await rawServer(() => responseOf('302 Found', `Location: ${addressOf(server)}`), { tls: true });
    const settled = dialing(`wss://localhost:${first.port}/`, { followRedirects: 1, tls });
    await expect(settled).rejects.toMatchObject({ name: 'HandshakeError', problem: 'redirect', status: 302 });
    expect(server.heads).toEqual([]);
    await allClosed(first);
  });

  it('ends a loop after as many redirects as it may follow', async () => {
    const server = await redirecting('/');
    await expect(dialing(addressOf(server), { followRedirects: 3 })).rejects.toMatchObject({
      problem: 'redirect',
      status: 302,
      message: 'the server redirected more than 3 times',
    });
    expect(server.heads).toHaveLength(4);
    await allClosed(server);
  });

  it('has one timeout for all of them', async () => {
    const server = await redirecting('/');
    const options = { followRedirects: 1e9, limits: { handshakeTimeoutMs: 100 } };
    await expect(dialing(addressOf(server), options)).rejects.toMatchObject({ problem: 'timeout' });
    await allClosed(server);
  });

  it('goes through the proxy again', async () => {
    const server = await rawServer((head) => (head.startsWith('GET /a') ? responseOf('302 Found', 'Location: ws://b/b') : switching(head)));
    const proxy = await proxyServer(server.port);
    await dialing('ws://a/a', { followRedirects: 1, proxy: `http://127.0.0.1:${proxy.port}` });
    expect(proxy.heads.map((head) => head.split(' ')[1])).toEqual(['a:80', 'b:80']);
  });
});
