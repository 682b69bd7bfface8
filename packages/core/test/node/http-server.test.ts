import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { RawClient, upgradeRequest } from '@trunkline/test-kit/raw-client';
import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createUpgradeServer } from '../../src/node/http-server.ts';
import { type Limits, resolveLimits } from '../../src/vocabulary/limits.ts';
import { collectUncaught } from '../support/uncaught-errors.ts';

async function serve(limits: Partial<Limits> = {}): Promise<() => Promise<RawClient>> {
  const server = createUpgradeServer(resolveLimits(limits));
  server.on('upgrade', (_, socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return () => RawClient.connect((server.address() as AddressInfo).port);
}

/** What a client is answered; the body is JSON. */
async function answerTo(client: RawClient) {
  const response = await client.response();
  return { ...response, body: JSON.parse(response.body) };
}

const head = (...lines: string[]) => `${lines.join('\r\n')}\r\n\r\n`;
const websocket = upgradeRequest().split('\r\n').slice(1, -2);

const refusals = [
  { what: 'no upgrade', request: head('GET / HTTP/1.1', 'Host: a'), status: 426, error: 'Upgrade Required' },
  { what: 'another method', request: head('POST / HTTP/1.1', 'Host: a', 'Content-Length: 0'), status: 405, error: 'Method Not Allowed' },
  { what: 'HEAD', request: head('HEAD / HTTP/1.1', 'Host: a'), status: 405, error: 'Method Not Allowed' },
  { what: 'no Host', request: head('GET / HTTP/1.1'), status: 400, error: 'Bad Request' },
  { what: 'HTTP/1.0', request: head('GET / HTTP/1.0', 'Host: a'), status: 505, error: 'HTTP Version Not Supported' },
  {
    what: 'no Connection: Upgrade',
    request: head('GET / HTTP/1.1', ...websocket.filter((line) => !line.startsWith('Connection'))),
    status: 400,
    error: 'Bad Request',
  },
  { what: 'what is not HTTP', request: '\x16\x03\x01\x02\x00', status: 400, error: 'Bad Request' },
  {
    what: 'a body that is promised and never comes',
    request: head('POST / HTTP/1.1', 'Host: a', 'Content-Length: 10'),
    status: 405,
    error: 'Method Not Allowed',
  },
];

describe('createUpgradeServer', () => {
  it.each(refusals)('answers $what with $status, in JSON, and ends', async ({ request, status, error }) => {
    const client = await (await serve())();
    client.write(request);
    const response = await answerTo(client);
    expect(response).toMatchObject({ status, body: { statusCode: status, error, message: expect.any(String) } });
    expect(response.head).toContain('Content-Type: application/json; charset=utf-8');
    expect(response.head).toMatch(/Connection: close/);
    await waitFor(() => client.hasEnded);
  });

  it.each([
    ['Sec-WebSocket-Version: 13', head('GET / HTTP/1.1', 'Host: a')],
    ['Upgrade: websocket', head('GET / HTTP/1.1', 'Host: a')],
    ['Allow: GET', head('PUT / HTTP/1.1', 'Host: a')],
  ])('tells by %s what would be accepted', async (line, request) => {
    const client = await (await serve())();
    client.write(request);
    expect((await client.response()).head).toContain(line);
  });

  it('answers 431 for a head of more than maxHeaderBytes', async () => {
    const open = await serve({ maxHeaderBytes: 1_000 });
    const [small, large] = [await open(), await open()];
    small.write(upgradeRequest('/', { 'X-Filler': 'x'.repeat(500) }));
    large.write(upgradeRequest('/', { 'X-Filler': 'x'.repeat(1_500) }));
    expect((await small.response()).status).toBe(101);
    expect(await answerTo(large)).toMatchObject({ status: 431, body: { error: 'Request Header Fields Too Large' } });
    await waitFor(() => large.hasEnded);
  });

  it.each(['', 'GET / HT', head('GET / HTTP/1.1', 'Host: a').slice(0, -2)])(
    'answers 408 for %j and no more, within handshakeTimeoutMs',
    async (begun) => {
      const client = await (await serve({ handshakeTimeoutMs: 100 }))();
      client.write(begun);
      expect(await answerTo(client)).toMatchObject({ status: 408, body: { error: 'Request Timeout' } });
      await waitFor(() => client.hasEnded);
    },
  );

  it('cuts a client that is refused and does not end', async () => {
    const client = await (await serve({ closeTimeoutMs: 20 }))();
    client.write(head('GET / HTTP/1.1', 'Host: a'));
    await client.response();
    client.socket.on('error', () => {});
    await waitFor(() => {
      client.write('x');
      return client.isClosed;
    });
  });

  it('answers once, whatever a client sends behind a request that is refused', async () => {
    const errors = collectUncaught();
    const warnings: unknown[] = [];
    const warn = (warning: unknown) => warnings.push(warning);
    process.on('warning', warn);
    onTestFinished(() => {
      process.off('warning', warn);
    });
    const client = await (await serve())();
    client.write(head('GET / HTTP/1.1', 'Host: a').repeat(30));
    await waitFor(() => client.hasEnded || client.isClosed);
    expect(client.received.match(/HTTP\/1\.1 426/g)).toHaveLength(1);
    expect({ errors, warnings }).toEqual({ errors: [], warnings: [] });
  });

  it('survives a client that resets the connection in the midst of its request', async () => {
    const errors = collectUncaught();
    const open = await serve();
    const client = await open();
    client.write('GET / HTTP/1.1\r\nHost');
    client.socket.resetAndDestroy();
    const next = await open();
    next.write(upgradeRequest());
    expect((await next.response()).status).toBe(101);
    expect(errors).toEqual([]);
  });

  it('takes no limit for unlimited time and heads', async () => {
    const client = await (await serve({ handshakeTimeoutMs: Number.POSITIVE_INFINITY, maxHeaderBytes: Number.POSITIVE_INFINITY }))();
    client.write(upgradeRequest());
    expect((await client.response()).status).toBe(101);
  });
});
