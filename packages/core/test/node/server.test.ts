import { once } from 'node:events';
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RawClient, type RawHeaders, upgradeRequest } from '@trunkline/test-kit/raw-client';
import { TEST_CERTIFICATE, TEST_KEY } from '@trunkline/test-kit/test-certificate';
import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { connect } from '../../src/node/connect.ts';
import { createServer, type Server, type ServerOptions } from '../../src/node/server.ts';
import type { Socket } from '../../src/node/socket.ts';
import type { HandshakeError } from '../../src/vocabulary/errors.ts';
import { collectUncaught } from '../support/uncaught-errors.ts';

const host = '127.0.0.1';

/** A server that listens until the test is over, with the sockets it was given. */
async function serve(options: Partial<ServerOptions> = {}): Promise<{ server: Server; port: number; sockets: Socket[] }> {
  const sockets: Socket[] = [];
  const onConnection = (socket: Socket) => sockets.push(socket);
  const server = createServer({ ...(options.paths === undefined && { onConnection }), ...options });
  onTestFinished(() => server.close());
  const address = await server.listen({ port: 0, host });
  if (typeof address === 'string') throw new Error('a port was asked for');
  return { server, port: address.port, sockets };
}

/** An HTTP server that listens until the test is over. */
async function listening(http: HttpServer): Promise<number> {
  http.listen(0, host);
  await once(http, 'listening');
  onTestFinished(() => {
    http.close();
    http.closeAllConnections();
  });
  return (http.address() as AddressInfo).port;
}

/** What a request is answered over HTTP; the body, where there is one, is JSON. */
async function answerTo(port: number, target: string, headers: RawHeaders = {}) {
  const client = await RawClient.upgrade(port, target, headers);
  const response = await client.response();
  return { ...response, body: response.body === '' ? undefined : JSON.parse(response.body) };
}

describe('createServer', () => {
  it.each([
    { what: 'neither onConnection nor paths', options: {} },
    { what: 'both', options: { onConnection: () => {}, paths: {} } },
    { what: 'a wrong limit', options: { onConnection: () => {}, limits: { maxMessageBytes: -1 } } },
    { what: 'a wrong header', options: { onConnection: () => {}, headers: [['a b', 'c']] as const } },
  ])('throws for $what', ({ options }) => {
    expect(() => createServer(options)).toThrow(/onConnection|maxMessageBytes|header/);
  });

  it('takes connections, and lists them while they live', async () => {
    const { server, port, sockets } = await serve();
    const client = await connect(`ws://${host}:${port}/any/path?query`);
    await waitFor(() => sockets.length === 1);
    expect([...server.connections]).toEqual(sockets);
    client.close();
    await waitFor(() => server.connections.size === 0);
  });

  it('listens on a Unix socket', async () => {
    const path = join(tmpdir(), `trunkline-server-${process.pid}.sock`);
    const server = createServer({ onConnection: (socket) => socket.close() });
    onTestFinished(() => server.close());
    expect(await server.listen({ path })).toBe(path);
    const client = await RawClient.connect({ path });
    client.write(upgradeRequest());
    expect(await client.response()).toMatchObject({ status: 101 });
  });

  it('rejects listening on a port that is taken', async () => {
    const { port } = await serve();
    await expect(createServer({ onConnection: () => {} }).listen({ port, host })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('works on an HTTPS server', async () => {
    const http = createHttpsServer({ cert: TEST_CERTIFICATE, key: TEST_KEY });
    const server = createServer({
      server: http,
      onConnection: (socket) => {
        socket.onMessage = (message) => socket.send(message);
      },
    });
    const port = await listening(http);
    const client = await connect(`wss://${host}:${port}/`, { tls: { ca: TEST_CERTIFICATE } });
    const messages: unknown[] = [];
    client.onMessage = (message) => messages.push(message);
    for (let count = 0; count < 100; count++) client.send(`${count}`.repeat(1_000));
    await waitFor(() => messages.length === 100);
    expect(messages[99]).toBe('99'.repeat(1_000));
    await server.close();
  });
});

describe('Server: paths', () => {
  const paths = { '/a': (socket: Socket) => socket.close(4001), '/b/c': (socket: Socket) => socket.close(4002) };

  it.each([
    ['/a', 4001],
    ['/a?query=/b/c', 4001],
    ['/b/c', 4002],
    ['http://localhost/a?x', 4001],
    ['wss://localhost:80/b/c', 4002],
  ])('gives %s to its handler (§4.2.1 allows an absolute URL)', async (target, code) => {
    const { port } = await serve({ paths });
    const client = await RawClient.upgrade(port, target);
    await waitFor(() => client.received.split('\r\n\r\n')[1]?.length === 4);
    expect(client.received.slice(-2)).toBe(String.fromCharCode(code >> 8, code & 255));
  });

  it.each(['/', '/c', '/a/', '/A', '/b', '/constructor', '/__proto__', 'http://localhost', '*'])('answers 404 for %s', async (target) => {
    const { port } = await serve({ paths });
    expect(await answerTo(port, target)).toMatchObject({ status: 404, body: { statusCode: 404, error: 'Not Found' } });
  });

  it('leaves another path alone where somebody else listens for upgrades, and answers it where nobody does', async () => {
    const http = createHttpServer((_, response) => response.end('plain'));
    const { port } = { port: await listening(http) };
    const server = createServer({ server: http, paths });
    onTestFinished(() => server.close());
    expect((await answerTo(port, '/other')).status).toBe(404);
    http.on('upgrade', (request, socket) => {
      if (request.url === '/other') socket.end('HTTP/1.1 418 Teapot\r\n\r\n');
    });
    expect((await answerTo(port, '/other')).status).toBe(418);
    expect((await answerTo(port, '/a')).status).toBe(101);
    const client = await RawClient.connect(port);
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await waitFor(() => client.received.includes('plain'));
  });
});

describe('Server: authorize', () => {
  it.each(['at once', 'later'])('lets pass or answers what it refuses, %s', async (when) => {
    const refusal = { status: 401, message: 'who are you?', headers: [['WWW-Authenticate', 'Basic']] as const };
    const authorize = (request: { url?: string | undefined }) => {
      const answer = request.url === '/in' ? undefined : refusal;
      return when === 'later' ? new Promise<typeof answer>((resolve) => setImmediate(resolve, answer)) : answer;
    };
    const { port, sockets } = await serve({ authorize });
    expect(await answerTo(port, '/in')).toMatchObject({ status: 101 });
    const refused = await answerTo(port, '/out');
    expect(refused).toMatchObject({ status: 401, body: { statusCode: 401, message: 'who are you?' } });
    expect(refused.head).toContain('WWW-Authenticate: Basic');
    expect(sockets).toHaveLength(1);
  });

  it('judges the handshake only behind it, and keeps what came in the same chunk', async () => {
    const messages: unknown[] = [];
    const { port } = await serve({
      authorize: () => new Promise((resolve) => setImmediate(resolve, undefined)),
      onConnection: (socket) => {
        socket.onMessage = (message) => messages.push(message);
      },
    });
    expect(await answerTo(port, '/', { 'Sec-WebSocket-Key': 'no key' })).toMatchObject({ status: 400 });
    const client = await RawClient.connect(port);
    client.write(`${upgradeRequest()}\x81\x81\x00\x00\x00\x00a`);
    await waitFor(() => messages.length === 1);
    expect(messages).toEqual(['a']);
  });

  const faults = {
    'authorize throws': {
      authorize: () => {
        throw new Error('secret');
      },
    },
    'authorize rejects': { authorize: () => Promise.reject(new Error('secret')) },
    'authorize refuses by no refusal': { authorize: () => ({ status: 200, message: 'secret' }) },
    'protocols throws': {
      protocols: () => {
        throw new Error('secret');
      },
    },
    'protocols chooses what was not offered': { protocols: () => 'secret' },
  } satisfies Record<string, Partial<ServerOptions>>;

  it.each(Object.keys(faults) as (keyof typeof faults)[])(
    'answers 500 without detail when %s, tells onError, and goes on',
    async (fault) => {
      const uncaught = collectUncaught();
      const errors: unknown[] = [];
      const { port, sockets } = await serve({ ...faults[fault], onError: (error, request) => errors.push(error, request.url) });
      const answer = await answerTo(port, '/x', { 'Sec-WebSocket-Protocol': 'a' });
      expect(answer).toMatchObject({ status: 500, body: { statusCode: 500 } });
      expect(JSON.stringify(answer)).not.toContain('secret');
      expect(errors).toEqual([expect.any(Error), '/x']);
      expect({ uncaught, sockets: sockets.length }).toEqual({ uncaught: [], sockets: 0 });
    },
  );

  it('tells as a process warning what nobody wants to be told', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    onTestFinished(() => warn.mockRestore());
    const error = new Error('secret');
    const { port } = await serve({ authorize: () => Promise.reject(error) });
    expect((await answerTo(port, '/')).status).toBe(500);
    expect(warn).toHaveBeenCalledWith(error);
  });

  it('gives it handshakeTimeoutMs, though it never decides, and forgets the client', async () => {
    const { port, server } = await serve({ authorize: () => new Promise(() => {}), limits: { handshakeTimeoutMs: 20 } });
    const client = await RawClient.upgrade(port);
    await waitFor(() => client.isClosed || client.hasEnded);
    await server.close();
    expect(client.received).toBe('');
  });

  it('takes nobody who left while it decided', async () => {
    let decide: (refusal: undefined) => void = () => {};
    let isAsked = false;
    const { port, server, sockets } = await serve({
      authorize: () => {
        isAsked = true;
        return new Promise((resolve) => {
          decide = resolve;
        });
      },
    });
    const client = await RawClient.upgrade(port);
    await waitFor(() => isAsked);
    await server.close();
    decide(undefined);
    await waitFor(() => client.isClosed || client.hasEnded);
    expect(sockets).toEqual([]);
  });
});

describe('Server: a connection handler that throws', () => {
  it.each([
    ['at once', undefined],
    ['behind authorize', () => Promise.resolve(undefined)],
  ])('ends its connection with 1011, never with HTTP, and is not swallowed: %s', async (_, authorize) => {
    const errors = collectUncaught();
    const thrown = new Error('of the handler');
    const { port } = await serve({
      ...(authorize !== undefined && { authorize }),
      onConnection: () => {
        throw thrown;
      },
    });
    const client = await RawClient.upgrade(port);
    await waitFor(() => client.received.endsWith('\x88\x02\x03\xf3'));
    expect(client.received).not.toContain('500');
    await waitFor(() => errors.length === 1);
    expect(errors).toEqual([thrown]);
  });
});

describe('Server: close', () => {
  it('closes every connection with 1001 and resolves when all are gone', async () => {
    const { server, port } = await serve();
    const closures: unknown[] = [];
    for (let count = 0; count < 5; count++) {
      const client = await connect(`ws://${host}:${port}/`);
      client.onClose = ({ code, reason, wasClean }) => closures.push([code, reason, wasClean]);
    }
    await waitFor(() => server.connections.size === 5);
    await server.close();
    expect(server.connections.size).toBe(0);
    await waitFor(() => closures.length === 5);
    expect(closures).toEqual(Array(5).fill([1001, '', true]));
    await expect(connect(`ws://${host}:${port}/`)).rejects.toThrow();
  });

  it('closes with another code and reason, and only once', async () => {
    const { server, port } = await serve();
    const client = await connect(`ws://${host}:${port}/`);
    let code = 0;
    client.onClose = (closure) => {
      code = closure.code;
    };
    await Promise.all([server.close({ code: 1012, reason: 'restart' }), server.close(), server.close({ code: 4000 })]);
    await waitFor(() => code !== 0);
    expect(code).toBe(1012);
    await server.close();
  });

  it('waits for a connection whose onClose is set after it began', async () => {
    const { server, port, sockets } = await serve();
    await connect(`ws://${host}:${port}/`);
    await waitFor(() => sockets.length === 1);
    const closed = server.close();
    const [socket] = sockets;
    if (socket !== undefined) socket.onClose = () => {};
    await closed;
  });

  it('rejects a wrong code or reason, and closes nothing', async () => {
    const { server, port } = await serve();
    await expect(server.close({ code: 1006 })).rejects.toThrow(RangeError);
    await expect(server.close({ reason: 'x'.repeat(124) })).rejects.toThrow(RangeError);
    expect((await answerTo(port, '/')).status).toBe(101);
  });

  it('cuts peers that are stuck: one that answers no close frame, one in the midst of its request, one that is silent, one that was refused', async () => {
    const { server, port } = await serve({ limits: { closeTimeoutMs: 50 } });
    const open = await RawClient.upgrade(port);
    const halfway = await RawClient.connect(port);
    halfway.write('GET / HTTP/1.1\r\nHost: a');
    const silent = await RawClient.connect(port);
    const refused = await RawClient.upgrade(port, '/', { 'Sec-WebSocket-Key': 'none' });
    await open.response();
    await refused.response();
    await server.close();
    await waitFor(() => [open, halfway, silent, refused].every((client) => client.isClosed || client.hasEnded));
    expect(open.received.endsWith('\x88\x02\x03\xe9')).toBe(true);
  });

  it('waits for the same when it is closed again', async () => {
    const { server, port } = await serve({ limits: { closeTimeoutMs: 50 } });
    const halfway = await RawClient.connect(port);
    halfway.write('GET / HTTP/1.1\r\nHost: a');
    await connect(`ws://${host}:${port}/`); // by now the other's request has begun
    const order: string[] = [];
    const closings = [server.close().then(() => order.push('first')), server.close().then(() => order.push('second'))];
    await Promise.all(closings);
    expect(order).toEqual(['first', 'second']);
  });

  it('drops who is not decided about yet', async () => {
    let isAsked = false;
    const authorize = () => {
      isAsked = true;
      return new Promise<undefined>(() => {});
    };
    const { server, port } = await serve({ authorize });
    const client = await RawClient.upgrade(port);
    await waitFor(() => isAsked);
    await server.close();
    await waitFor(() => client.isClosed || client.hasEnded);
  });

  it('leaves a shared HTTP server listening, answering 503 while it closes, and then leaves upgrades alone', async () => {
    const http = createHttpServer((_, response) => response.end('plain'));
    const port = await listening(http);
    const server = createServer({ server: http, onConnection: () => {}, limits: { closeTimeoutMs: 200 } });
    const stuck = await RawClient.upgrade(port);
    await stuck.response();
    const closed = server.close();
    expect(await answerTo(port, '/')).toMatchObject({ status: 503, body: { statusCode: 503 } });
    await closed;
    expect([http.listening, http.listenerCount('upgrade')]).toEqual([true, 0]);
  });

  it('may be called by a handler that it closes', async () => {
    const { server, port, sockets } = await serve();
    await connect(`ws://${host}:${port}/`);
    await waitFor(() => sockets.length === 1);
    let closedAgain: Promise<void> | undefined;
    for (const socket of sockets) {
      socket.onClose = () => {
        closedAgain = server.close();
      };
    }
    await server.close();
    await closedAgain;
    expect(closedAgain).toBeDefined();
  });
});

describe('Server: handshakes with connect', () => {
  it('tells a client why it was refused', async () => {
    const { port } = await serve({ authorize: () => ({ status: 403, message: 'not you' }) });
    await expect(connect(`ws://${host}:${port}/`)).rejects.toMatchObject({
      name: 'HandshakeError',
      status: 403,
    } satisfies Partial<HandshakeError>);
  });
});
