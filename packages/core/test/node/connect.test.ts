import { randomBytes } from 'node:crypto';
import { createServer as createHttpsServer } from 'node:https';
import { duplexPair } from 'node:stream';
import { TEST_CERTIFICATE, TEST_KEY } from '@trunkline/test-kit/test-certificate';
import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Closure } from '../../src/connection/connection-shell.ts';
import { connect } from '../../src/node/connect.ts';
import { createServer, type ServerOptions } from '../../src/node/server.ts';
import { rawServer, switching } from '../support/raw-server.ts';

/** Starts a server that sends every message back. Answers its port. */
async function echoServer(options: Partial<ServerOptions> = {}): Promise<number> {
  const server = createServer({
    ...options,
    onConnection: (socket) => {
      socket.onMessage = (message) => socket.send(message);
    },
  });
  const address = await server.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(async () => {
    await server.close();
    options.server?.close();
  });
  if (typeof address === 'string') throw new Error('a port was asked for');
  return address.port;
}

describe('connect', () => {
  it('gives a socket that talks and closes', async () => {
    const port = await echoServer({ protocols: ['b', 'a'] });
    const socket = await connect(`ws://127.0.0.1:${port}/`, { protocols: ['a', 'b'] });
    expect([socket.role, socket.state, socket.protocol, socket.extensions]).toEqual(['client', 'open', 'a', '']);
    const messages: unknown[] = [];
    let closure: Closure | undefined;
    socket.onMessage = (message) => messages.push(message);
    socket.onClose = (how) => {
      closure = how;
    };
    socket.send('text €');
    socket.send(Uint8Array.of(1, 2, 3));
    await waitFor(() => messages.length === 2);
    expect(messages).toEqual(['text €', Buffer.of(1, 2, 3)]);
    socket.close(4000, 'done');
    await waitFor(() => closure !== undefined);
    expect(closure).toMatchObject({ code: 4000, reason: 'done', wasClean: true, cause: undefined });
  });

  it('compresses where both want it', async () => {
    const port = await echoServer({ deflate: true });
    const socket = await connect(new URL(`http://127.0.0.1:${port}/`), { deflate: { thresholdBytes: 0 } });
    expect(socket.extensions).toMatch(/^permessage-deflate/);
    let echoed: string | Uint8Array = '';
    socket.onMessage = (message) => {
      echoed = message;
    };
    socket.send('a'.repeat(100_000));
    await waitFor(() => echoed !== '');
    expect(echoed).toBe('a'.repeat(100_000));
    socket.close();
  });

  it('talks over TLS', async () => {
    const https = createHttpsServer({ cert: TEST_CERTIFICATE, key: TEST_KEY });
    const port = await echoServer({ server: https });
    const socket = await connect(`wss://localhost:${port}/`, { tls: { ca: TEST_CERTIFICATE } });
    const sent = randomBytes(900_000);
    let echoed: string | Uint8Array = '';
    socket.onMessage = (message) => {
      echoed = message;
    };
    socket.send(sent);
    await waitFor(() => echoed !== '');
    expect(sent.equals(Buffer.from(echoed))).toBe(true);
    socket.close();
  });

  it.each(['ws:', 'wss:'])('talks over one end of a pair in memory by %s, and leaves nothing open', async (scheme) => {
    // An end of such a pair may never hear that the other one is gone: with TLS in between it is cut by its time.
    const limits = { closeTimeoutMs: 100 };
    const server = createServer({
      server: scheme === 'wss:' ? createHttpsServer({ cert: TEST_CERTIFICATE, key: TEST_KEY }) : undefined,
      onConnection: (accepted) => {
        accepted.onMessage = (message) => accepted.send(message);
      },
    });
    const [near, far] = duplexPair();
    server.http.emit('connection', far);
    const socket = await connect(`${scheme}//localhost/`, { transport: near, tls: { ca: TEST_CERTIFICATE }, limits });
    const sent = randomBytes(300_000);
    const messages: Buffer[] = [];
    let closure: Closure | undefined;
    socket.onMessage = (message) => messages.push(Buffer.from(message));
    socket.onClose = (how) => {
      closure = how;
    };
    socket.send(sent);
    await waitFor(() => messages.length === 1);
    expect(messages[0]?.equals(sent)).toBe(true);
    socket.close(4000, 'done');
    await waitFor(() => closure !== undefined && near.destroyed && far.destroyed && server.connections.size === 0);
    expect(closure).toMatchObject({ code: 4000, reason: 'done', wasClean: true, cause: undefined });
  });

  it('loses no message that came with the 101, however late its handler', async () => {
    const server = await rawServer((head) => Buffer.concat([Buffer.from(switching(head)), Buffer.of(0x81, 2, 0x68, 0x69)]));
    const socket = await connect(`ws://127.0.0.1:${server.port}/`);
    await new Promise((resolve) => setImmediate(resolve));
    const messages: unknown[] = [];
    socket.onMessage = (message) => messages.push(message);
    await waitFor(() => messages.length === 1);
    expect(messages).toEqual(['hi']);
    socket.destroy();
    await waitFor(() => server.open.size === 0);
  });

  it('is not touched by its signal once it is open', async () => {
    const port = await echoServer();
    const controller = new AbortController();
    const socket = await connect(`ws://127.0.0.1:${port}/`, { signal: controller.signal });
    controller.abort();
    let pongs = 0;
    socket.onPong = () => {
      pongs += 1;
    };
    socket.ping();
    await waitFor(() => pongs === 1);
    expect(socket.state).toBe('open');
    socket.close();
  });

  it('rejects when there is no server', async () => {
    await expect(connect('ws://127.0.0.1:1/')).rejects.toMatchObject({
      name: 'HandshakeError',
      problem: 'network',
      cause: { code: 'ECONNREFUSED' },
    });
  });

  it.each<[string, string, object, typeof Error]>([
    ['a malformed URL', 'ws://user:secret@a b/', {}, TypeError],
    ['a fragment', 'ws://user:secret@a/#b', {}, TypeError],
    ['a reserved header', 'ws://a/', { headers: { Upgrade: 'secret' } }, TypeError],
    ['a malformed header', 'ws://a/', { headers: { Authorization: 'secret\n' } }, TypeError],
    ['a wrong limit', 'ws://a/', { limits: { maxMessageBytes: -1 } }, RangeError],
  ])('rejects %s, and tells no secret', async (_, url, options, kind) => {
    const error = await connect(url, options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(kind);
    expect(String(error)).not.toContain('secret');
  });
});
