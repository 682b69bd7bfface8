import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { RawClient, SAMPLE_ACCEPT, upgradeRequest } from '@trunkline/test-kit/raw-client';
import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { accept, refuse } from '../../src/node/accept.ts';
import type { Socket } from '../../src/node/socket.ts';
import { frameOf } from '../support/frame-of.ts';
import { MemoryTransport } from '../support/memory-transport.ts';

type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** An HTTP server that gives each upgrade to the test, and a client of it. */
async function upgradeClient(upgrade: Upgrade): Promise<RawClient> {
  const http = createServer();
  const open = new Set<Duplex>();
  http.on('connection', (socket) => open.add(socket));
  http.on('upgrade', upgrade);
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  onTestFinished(() => {
    http.close();
    for (const socket of open) socket.destroy();
  });
  return RawClient.connect((http.address() as AddressInfo).port);
}

const hello = frameOf({ fin: true, rsv1: false, opcode: 1, payload: Buffer.from('hello') }, '01020304');

describe('accept', () => {
  it('answers 101 with the accept key, the subprotocol, the extension and further headers (§4.2.2)', async () => {
    let socket: Socket | undefined;
    const client = await upgradeClient((...upgrade) => {
      socket = accept(...upgrade, { protocols: ['b', 'a'], deflate: true, headers: [['Set-Cookie', 'a=b']] });
    });
    client.write(upgradeRequest('/', { 'Sec-WebSocket-Protocol': 'a, b', 'Sec-WebSocket-Extensions': 'permessage-deflate' }));
    const { status, head } = await client.response();
    expect(status).toBe(101);
    expect(head).toContain(`Sec-WebSocket-Accept: ${SAMPLE_ACCEPT}`);
    expect(head).toContain('Sec-WebSocket-Protocol: a');
    expect(head).toContain('Set-Cookie: a=b');
    expect(socket).toMatchObject({ role: 'server', protocol: 'a', state: 'open' });
    expect(socket?.extensions).toMatch(/^permessage-deflate/);
    expect(head).toContain(`Sec-WebSocket-Extensions: ${socket?.extensions}`);
  });

  it('reads what came behind the request in the same chunk', async () => {
    const messages: unknown[] = [];
    const client = await upgradeClient((...upgrade) => {
      const socket = accept(...upgrade);
      if (socket !== undefined) socket.onMessage = (message) => messages.push(message);
    });
    client.write(Buffer.concat([Buffer.from(upgradeRequest()), hello, hello.slice()]));
    await waitFor(() => messages.length === 2);
    expect(messages).toEqual(['hello', 'hello']);
  });

  it('reads it too when the request is accepted only later', async () => {
    const messages: unknown[] = [];
    const client = await upgradeClient((...upgrade) => {
      setImmediate(() => {
        const socket = accept(...upgrade);
        if (socket !== undefined) socket.onMessage = (message) => messages.push(message);
      });
    });
    client.write(Buffer.concat([Buffer.from(upgradeRequest()), hello]));
    await waitFor(() => messages.length === 1);
  });

  it.each([
    ['no key', { 'Sec-WebSocket-Key': undefined }, 400],
    ['a wrong version', { 'Sec-WebSocket-Version': '8' }, 426],
    ['another protocol to upgrade to', { Upgrade: 'h2c' }, 426],
  ])('answers a request with %s over HTTP and ends its socket (§4.2.1)', async (_, headers, status) => {
    let answer: Socket | undefined | 'not asked' = 'not asked';
    const client = await upgradeClient((...upgrade) => {
      answer = accept(...upgrade);
    });
    client.write(upgradeRequest('/', headers));
    const response = await client.response();
    expect({ status: response.status, body: JSON.parse(response.body) }).toMatchObject({ status, body: { statusCode: status } });
    await waitFor(() => client.hasEnded);
    expect(answer).toBeUndefined();
  });

  it('answers 500 when a function that chooses the subprotocol throws, and passes the error on', async () => {
    const error = new Error('of the application');
    const thrown: unknown[] = [];
    const client = await upgradeClient((...upgrade) => {
      try {
        accept(...upgrade, {
          protocols: () => {
            throw error;
          },
        });
      } catch (caught) {
        thrown.push(caught);
      }
    });
    client.write(upgradeRequest('/', { 'Sec-WebSocket-Protocol': 'a' }));
    const { status, body } = await client.response();
    expect({ status, thrown }).toEqual({ status: 500, thrown: [error] });
    expect(body).not.toContain('application');
    await waitFor(() => client.hasEnded);
  });
});

describe('refuse', () => {
  it('answers, ends, and cuts a socket whose peer does not end in turn', async () => {
    const [near, far] = MemoryTransport.pair();
    far.allowHalfOpen = true;
    refuse(near, { status: 403, message: 'no' }, 20);
    expect(Buffer.concat(near.writes).toString()).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
    await waitFor(() => near.destroyed);
  });

  it.each([Number.POSITIVE_INFINITY, 2 ** 31])('never asks for a wait that Node would cut to 1 ms: %d', (graceMs) => {
    const setTimer = vi.spyOn(globalThis, 'setTimeout');
    const [near] = MemoryTransport.pair();
    refuse(near, { status: 403, message: 'no' }, graceMs);
    expect(setTimer.mock.calls.map(([, wait]) => wait)).toEqual([2 ** 31 - 1]);
    setTimer.mockRestore();
    near.destroy();
  });

  it('is not disturbed by an error of the socket', async () => {
    const [near] = MemoryTransport.pair();
    refuse(near, { status: 403, message: 'no' }, 1_000);
    near.destroy(new Error('reset'));
    await waitFor(() => near.closed);
  });

  it('throws for an answer that is none, and leaves the socket alone', () => {
    const [near] = MemoryTransport.pair();
    expect(() => refuse(near, { status: 200, message: 'fine' }, 1_000)).toThrow(RangeError);
    expect({ writes: near.writes, listeners: near.listenerCount('error') }).toEqual({ writes: [], listeners: 0 });
  });
});
