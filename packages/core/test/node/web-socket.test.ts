import { Blob } from 'node:buffer';
import { setImmediate } from 'node:timers/promises';
import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Closure } from '../../src/connection/connection-shell.ts';
import { createServer, type ServerOptions } from '../../src/node/server.ts';
import type { Socket } from '../../src/node/socket.ts';
import { type BinaryType, WebSocket, type WebSocketOptions } from '../../src/node/web-socket.ts';
import { rawServer, responseOf, switching } from '../support/raw-server.ts';

/** A server's side of what a test does. */
interface Far {
  readonly url: string;
  readonly sockets: Socket[];
  readonly messages: (string | Uint8Array)[];
  readonly closures: Closure[];
}

/** Starts a server that notes what it gets, and does with each connection what the test says. */
async function farSide(options: Partial<ServerOptions> = {}): Promise<Far> {
  const { onConnection, ...rest } = options;
  const far: Omit<Far, 'url'> = { sockets: [], messages: [], closures: [] };
  const server = createServer({
    ...rest,
    onConnection: (socket, request) => {
      far.sockets.push(socket);
      socket.onMessage = (message) => far.messages.push(message);
      socket.onClose = (closure) => far.closures.push(closure);
      onConnection?.(socket, request);
    },
  });
  const address = await server.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => server.close());
  return { ...far, url: `ws://127.0.0.1:${typeof address === 'string' ? address : address.port}/` };
}

/** Makes a WebSocket and notes its events in short, with the state in which they came. */
function observed(url: string, protocols: string | readonly string[] = [], options: WebSocketOptions = {}) {
  const socket = new WebSocket(url, protocols, options);
  const events: unknown[] = [];
  socket.addEventListener('open', () => events.push(['open', socket.readyState]));
  socket.addEventListener('message', ({ data }) => events.push(['message', data]));
  socket.addEventListener('error', ({ error }) => events.push(['error', socket.readyState, error.name]));
  socket.addEventListener('close', ({ code, reason, wasClean }) => events.push(['close', socket.readyState, code, reason, wasClean]));
  return { socket, events };
}

async function opened(url: string, protocols: string | readonly string[] = [], options: WebSocketOptions = {}) {
  const pair = observed(url, protocols, options);
  await waitFor(() => pair.socket.readyState === WebSocket.OPEN);
  return pair;
}

const closed = ({ socket }: { readonly socket: WebSocket }) => waitFor(() => socket.readyState === WebSocket.CLOSED);
const failed = [
  ['error', 3, 'HandshakeError'],
  ['close', 3, 1006, '', false],
];

describe('WebSocket', () => {
  it('has its constants on the class and on its objects, not to be changed', () => {
    for (const target of [WebSocket, WebSocket.prototype]) {
      expect([target.CONNECTING, target.OPEN, target.CLOSING, target.CLOSED]).toEqual([0, 1, 2, 3]);
      expect(Reflect.set(target, 'OPEN', 5)).toBe(false);
    }
    expect(String(WebSocket.prototype)).toBe('[object WebSocket]');
  });

  it.each<[string, string, unknown]>([
    ['a relative URL', '/chat', undefined],
    ['another scheme', 'ftp://a/', undefined],
    ['a fragment', 'ws://a/#b', undefined],
    ['a malformed protocol', 'ws://a/', 'a b'],
    ['a protocol named twice', 'ws://a/', ['a', 'a']],
  ])('throws a SyntaxError for %s', (_, url, protocols) => {
    expect(() => Reflect.construct(WebSocket, [url, protocols])).toThrow(
      expect.objectContaining({ constructor: DOMException, name: 'SyntaxError' }),
    );
  });

  it('throws for wrong options', () => {
    expect(() => new WebSocket('ws://a/', [], { headers: { Upgrade: 'x' } })).toThrow(TypeError);
  });

  it('begins connecting, and knows its terms when it is open', async () => {
    const { url } = await farSide({ protocols: ['b'], deflate: true });
    const { socket, events } = observed(url.replace('ws:', 'http:'), ['a', 'b'], { deflate: true });
    expect([socket.readyState, socket.url, socket.protocol, socket.extensions, socket.bufferedAmount]).toEqual([0, url, '', '', 0]);
    await waitFor(() => events.length > 0);
    expect(events).toEqual([['open', 1]]);
    expect([socket.readyState, socket.protocol]).toEqual([1, 'b']);
    expect(socket.extensions).toMatch(/^permessage-deflate/);
  });

  it('takes one protocol as text, and headers as its third argument', async () => {
    let authorization: string | undefined;
    const { url } = await farSide({
      protocols: ['a'],
      onConnection: (_, request) => {
        authorization = request.headers.authorization;
      },
    });
    const { socket } = await opened(url, 'a', { headers: { Authorization: 'Bearer token' } });
    expect([socket.protocol, authorization]).toEqual(['a', 'Bearer token']);
  });
});

describe('WebSocket messages', () => {
  it('come as text, and as blobs or array buffers with an origin', async () => {
    const far = await farSide();
    const { socket } = await opened(far.url);
    const received: MessageEvent[] = [];
    socket.onmessage = (event) => received.push(event);
    expect(socket.binaryType).toBe('blob');
    far.sockets[0]?.send('text €');
    far.sockets[0]?.send(Uint8Array.of(1, 2));
    await waitFor(() => received.length === 2);
    socket.binaryType = 'arraybuffer';
    socket.binaryType = 'nodebuffer' as BinaryType;
    expect(socket.binaryType).toBe('arraybuffer');
    far.sockets[0]?.send(Uint8Array.of(3, 4, 5));
    await waitFor(() => received.length === 3);
    const [text, blob, buffer] = received.map(({ data }): unknown => data);
    expect(text).toBe('text €');
    expect(blob instanceof Blob && new Uint8Array(await blob.arrayBuffer())).toEqual(Uint8Array.of(1, 2));
    expect(buffer).toEqual(Uint8Array.of(3, 4, 5).buffer);
    expect(received.map(({ origin }) => origin)).toEqual(Array(3).fill(far.url.slice(0, -1)));
  });

  it('that came with the 101 follow the open event', async () => {
    const server = await rawServer((head) => Buffer.concat([Buffer.from(switching(head)), Buffer.of(0x81, 2, 0x68, 0x69)]));
    const { socket, events } = observed(`ws://127.0.0.1:${server.port}`);
    await waitFor(() => events.length === 2);
    expect(events).toEqual([
      ['open', 1],
      ['message', 'hi'],
    ]);
    for (const transport of server.open) transport.destroy();
    await closed({ socket });
  });

  it('leave as Web IDL converts them', async () => {
    const far = await farSide();
    const { socket } = await opened(far.url);
    const bytes = Uint8Array.of(1, 2, 3, 4);
    for (const value of ['a\ud800b', 123, null, bytes.buffer, new DataView(bytes.buffer, 1, 2), new Uint16Array(bytes.buffer, 2)]) {
      Reflect.apply(socket.send, socket, [value]);
    }
    await waitFor(() => far.messages.length === 6);
    expect(far.messages).toEqual(['a\ufffdb', '123', 'null', Buffer.from(bytes), Buffer.of(2, 3), Buffer.of(3, 4)]);
  });

  it.each([false, { thresholdBytes: 0 }])('keep their order and the bytes they had, around blobs (deflate: %j)', async (deflate) => {
    const far = await farSide({ deflate: true });
    const { socket } = await opened(far.url, [], { deflate });
    const large = new Uint8Array(40_000).fill(7);
    const small = Uint8Array.of(1);
    socket.send(large);
    socket.send(small);
    socket.send(new Blob(['blob']));
    socket.send(small);
    socket.send('text');
    large.fill(0);
    small.fill(9);
    socket.close();
    await waitFor(() => far.closures.length === 1);
    expect(far.messages).toEqual([Buffer.alloc(40_000, 7), Buffer.of(1), Buffer.from('blob'), Buffer.of(1), 'text']);
  });

  it('throw an InvalidStateError before the connection is open', async () => {
    const { url } = await farSide();
    const { socket } = observed(url);
    expect(() => socket.send('early')).toThrow(expect.objectContaining({ constructor: DOMException, name: 'InvalidStateError' }));
    expect(socket.bufferedAmount).toBe(0);
    await waitFor(() => socket.readyState === WebSocket.OPEN);
  });

  it('are not delivered any more when closing', async () => {
    const far = await farSide({
      onConnection: (socket) => {
        socket.onMessage = () => {
          for (const text of ['first', 'second', 'third']) socket.send(text);
        };
      },
    });
    const pair = await opened(far.url);
    pair.socket.addEventListener('message', () => pair.socket.close());
    pair.socket.send('go');
    await closed(pair);
    expect(pair.events).toEqual([
      ['open', 1],
      ['message', 'first'],
      ['close', 3, 1005, '', true],
    ]);
  });
});

describe('WebSocket.bufferedAmount', () => {
  it('counts payloads until they have left', async () => {
    const far = await farSide();
    const { socket } = await opened(far.url);
    socket.send('€');
    socket.send(new Uint8Array(5));
    socket.send(new Blob(['blob']));
    socket.send('behind');
    expect(socket.bufferedAmount).toBe(3 + 5 + 4 + 6);
    await waitFor(() => far.messages.length === 4 && socket.bufferedAmount === 0);
  });

  it('grows for ever when nothing is sent any more', async () => {
    const far = await farSide();
    const pair = await opened(far.url);
    pair.socket.close();
    pair.socket.send('12345');
    pair.socket.send(new Blob(['1234']));
    expect(pair.socket.bufferedAmount).toBe(9);
    await closed(pair);
    expect(pair.socket.bufferedAmount).toBe(9);
    pair.socket.send(new Uint8Array(1));
    expect(pair.socket.bufferedAmount).toBe(10);
    expect(far.messages).toEqual([]);
  });

  it('keeps what was not transmitted when the connection was lost', async () => {
    const far = await farSide({ onConnection: (socket) => socket.pause() });
    const pair = await opened(far.url, [], { limits: { maxBufferedBytes: 64 << 20 } });
    pair.socket.send(new Uint8Array(32 << 20));
    await setImmediate();
    const before = pair.socket.bufferedAmount;
    expect(before).toBeGreaterThan(1 << 20);
    far.sockets[0]?.destroy();
    await closed(pair);
    expect(pair.socket.bufferedAmount).toBeGreaterThan(0);
    expect(pair.socket.bufferedAmount).toBeLessThanOrEqual(before);
  });
});

describe('WebSocket.close', () => {
  it.each<[unknown[], object, unknown[]]>([
    [[], { code: 1005, reason: '' }, ['close', 3, 1005, '', true]],
    [[1000], { code: 1000, reason: '' }, ['close', 3, 1000, '', true]],
    [[3000, 'bye €'], { code: 3000, reason: 'bye €' }, ['close', 3, 3000, 'bye €', true]],
    [[undefined, 'bye'], { code: 1000, reason: 'bye' }, ['close', 3, 1000, 'bye', true]],
    [['4999', '\ud800'], { code: 4999, reason: '\ufffd' }, ['close', 3, 4999, '\ufffd', true]],
  ])('with %j sends %j', async (given, received, event) => {
    const far = await farSide();
    const pair = await opened(far.url);
    Reflect.apply(pair.socket.close, pair.socket, given);
    expect(pair.socket.readyState).toBe(WebSocket.CLOSING);
    pair.socket.close(4000, 'again');
    await closed(pair);
    await waitFor(() => far.closures.length === 1);
    expect(far.closures).toMatchObject([{ received, wasClean: true }]);
    expect(pair.events).toEqual([['open', 1], event]);
    pair.socket.close();
    expect(pair.socket.readyState).toBe(WebSocket.CLOSED);
  });

  it.each([
    [1001, undefined, 'InvalidAccessError'],
    [1006, undefined, 'InvalidAccessError'],
    [5000, undefined, 'InvalidAccessError'],
    [1000, 'é'.repeat(62), 'SyntaxError'],
  ])('with %j throws, and changes nothing', async (code, reason, name) => {
    const { url } = await farSide();
    const { socket } = observed(url);
    const refused = expect.objectContaining({ constructor: DOMException, name });
    expect(() => socket.close(code, reason)).toThrow(refused);
    await waitFor(() => socket.readyState === WebSocket.OPEN);
    expect(() => socket.close(code, reason)).toThrow(refused);
    expect(socket.readyState).toBe(WebSocket.OPEN);
  });

  it('while connecting fails the connection, in a task of its own', async () => {
    const server = await rawServer(() => undefined);
    const pair = observed(`ws://127.0.0.1:${server.port}`);
    await waitFor(() => server.heads.length === 1);
    pair.socket.close();
    expect(pair.socket.readyState).toBe(WebSocket.CLOSING);
    await Promise.resolve();
    expect(pair.events).toEqual([]);
    await closed(pair);
    expect(pair.events).toEqual(failed);
    await waitFor(() => server.open.size === 0);
  });

  it('by the peer tells its code and reason', async () => {
    const far = await farSide();
    const pair = await opened(far.url);
    far.sockets[0]?.close(4001, 'go');
    await closed(pair);
    expect(pair.events).toEqual([
      ['open', 1],
      ['close', 3, 4001, 'go', true],
    ]);
  });
});

describe('WebSocket failures', () => {
  it.each<[string, string, () => string | undefined]>([
    ['a refusal', 'refused', () => responseOf('403 Forbidden', 'Content-Length: 0')],
    ['a wrong upgrade', 'upgrade', () => responseOf('101 Switching Protocols')],
  ])('tell of %s by an error and a close event', async (_, problem, answer) => {
    const server = await rawServer(answer);
    const pair = observed(`ws://127.0.0.1:${server.port}`);
    let error: unknown;
    pair.socket.onerror = (event) => {
      error = event.error;
    };
    await closed(pair);
    expect(pair.events).toEqual(failed);
    expect(error).toMatchObject({ problem });
  });

  it('tell of a signal that aborts, and leave an open connection alone', async () => {
    const { url } = await farSide();
    const controller = new AbortController();
    const open = await opened(url, [], { signal: controller.signal });
    controller.abort();
    const late = observed(url, [], { signal: controller.signal });
    await closed(late);
    expect(late.events).toEqual(failed);
    expect(open.socket.readyState).toBe(WebSocket.OPEN);
  });

  it('tell of a lost connection', async () => {
    const far = await farSide();
    const pair = await opened(far.url);
    far.sockets[0]?.destroy();
    await closed(pair);
    expect(pair.events).toEqual([
      ['open', 1],
      ['error', 3, expect.any(String)],
      ['close', 3, 1006, '', false],
    ]);
  });

  it('tell of a peer that breaks the protocol', async () => {
    const server = await rawServer((head) => Buffer.concat([Buffer.from(switching(head)), Buffer.of(0xff, 0)]));
    const pair = observed(`ws://127.0.0.1:${server.port}`, [], { limits: { closeTimeoutMs: 50 } });
    await closed(pair);
    expect(pair.events).toEqual([
      ['open', 1],
      ['error', 3, 'ProtocolError'],
      ['close', 3, 1006, '', false],
    ]);
  });

  it('do not include a peer that never answers our close frame', async () => {
    const server = await rawServer((head, socket) => {
      socket.resume();
      return switching(head);
    });
    const pair = await opened(`ws://127.0.0.1:${server.port}`, [], { limits: { closeTimeoutMs: 50 } });
    pair.socket.close();
    await closed(pair);
    expect(pair.events).toEqual([
      ['open', 1],
      ['close', 3, 1006, '', false],
    ]);
  });

  it('come of a blob that cannot be read', async () => {
    const far = await farSide();
    const pair = await opened(far.url);
    pair.socket.send(Object.assign(new Blob(['a']), { arrayBuffer: () => Promise.reject(new TypeError('the file is gone')) }));
    await closed(pair);
    expect(pair.events).toEqual([
      ['open', 1],
      ['error', 3, 'TypeError'],
      ['close', 3, 1006, '', false],
    ]);
    expect(far.messages).toEqual([]);
  });
});

describe('WebSocket listeners', () => {
  it('may be objects, for once, until a signal, and attributes keep their place', async () => {
    const far = await farSide();
    const { socket } = await opened(far.url);
    const calls: string[] = [];
    const note = (name: string) => () => calls.push(name);
    const controller = new AbortController();
    const removed = note('removed');
    socket.addEventListener('message', note('once'), { once: true });
    socket.addEventListener('message', note('until'), { signal: controller.signal });
    socket.addEventListener('message', removed);
    socket.removeEventListener('message', removed);
    socket.onmessage = note('attribute');
    socket.addEventListener('message', { handleEvent: note('object') });
    far.sockets[0]?.send('1');
    await waitFor(() => calls.includes('object'));
    expect(calls.splice(0)).toEqual(['once', 'until', 'attribute', 'object']);
    controller.abort();
    socket.onmessage = note('replaced');
    far.sockets[0]?.send('2');
    await waitFor(() => calls.includes('object'));
    expect(calls).toEqual(['replaced', 'object']);
  });

  it('are null until they are set', async () => {
    const { url } = await farSide();
    const { socket } = await opened(url);
    expect([socket.onopen, socket.onmessage, socket.onerror, socket.onclose]).toEqual([null, null, null, null]);
    const handler = () => {};
    socket.onopen = handler;
    socket.onmessage = handler;
    socket.onerror = handler;
    socket.onclose = handler;
    expect([socket.onopen, socket.onmessage, socket.onerror, socket.onclose]).toEqual(Array(4).fill(handler));
  });
});
