import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { waitFor } from '@trunkline/test-kit/wait-for';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { useUpgrades } from '../../src/upgrades/use-upgrades.ts';

const H2C = 'Host: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n';

let app: FastifyInstance;

afterEach(() => app.close());

/** An app with an echo, and a socket to it that keeps what comes. */
async function opened(): Promise<{ readonly socket: Socket; readonly received: () => string }> {
  app = Fastify();
  useUpgrades(app);
  app.post('/echo', (request) => ({ got: request.body }));
  app.get('/', (request) => ({ upgrade: request.headers.upgrade ?? null, connection: request.headers.connection ?? null }));
  await app.listen({ port: 0, host: '127.0.0.1' });
  const address: AddressInfo | string | null = app.server.address();
  if (typeof address !== 'object' || address === null) throw new Error('not listening');
  const socket = connect(address.port, '127.0.0.1');
  await once(socket, 'connect');
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return { socket, received: () => text };
}

describe('a request for another protocol than WebSocket', () => {
  it('keeps its body, however it arrives, and the connection', async () => {
    const { socket, received } = await opened();
    socket.write(`POST /echo HTTP/1.1\r\n${H2C}Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{"a"`);
    await new Promise((resolve) => setImmediate(resolve));
    socket.write(':100}');
    await waitFor(() => received().includes('{"got":{"a":100}}'));
    socket.write(`POST /echo HTTP/1.1\r\n${H2C}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n"b"\r\n0\r\n\r\n`);
    await waitFor(() => received().includes('{"got":"b"}'));
    expect(received().match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200']);
    socket.destroy();
  });

  it('is one that asks for none', async () => {
    const { socket, received } = await opened();
    socket.write(`GET / HTTP/1.1\r\n${H2C.replace('HTTP2-Settings\r\n', 'HTTP2-Settings, keep-alive\r\n')}\r\n`);
    await waitFor(() => received().includes('}'));
    expect(JSON.parse(received().slice(received().indexOf('{')))).toEqual({ upgrade: null, connection: 'keep-alive' });
    socket.destroy();
  });
});
