import { connect, createServer, type Server, type Socket, shared } from '@trunkline/core/node';
import { waitFor } from '@trunkline/test-kit/wait-for';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer, WebSocket as WsClient } from 'ws';
import { echoesOf } from './echoes.ts';
import { sampleMessages } from './sample-messages.ts';

const deflateModes = [
  { name: 'without compression', ours: false, theirs: false },
  { name: 'deflated without context takeover', ours: true, theirs: { threshold: 0 } },
  {
    name: 'deflated with context takeover both ways',
    ours: { thresholdBytes: 0, serverNoContextTakeover: false, clientNoContextTakeover: false },
    theirs: { threshold: 0 },
  },
  {
    name: 'deflated with small windows',
    ours: { thresholdBytes: 0, serverMaxWindowBits: 9, clientMaxWindowBits: 10, serverNoContextTakeover: false },
    theirs: { threshold: 0, clientMaxWindowBits: 10, serverMaxWindowBits: 9 },
  },
];

const closers: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function ourEchoServer(options: { deflate: boolean | object }): Promise<{ server: Server; url: string; sockets: Socket[] }> {
  const sockets: Socket[] = [];
  const server = createServer({
    ...options,
    limits: { maxMessageBytes: 8 << 20 },
    onConnection(socket) {
      sockets.push(socket);
      socket.onMessage = (message) => socket.send(message);
    },
  });
  const address = await server.listen({ port: 0, host: '127.0.0.1' });
  closers.push(() => server.close());
  if (typeof address === 'string') throw new Error('listens on no port');
  return { server, url: `ws://127.0.0.1:${address.port}`, sockets };
}

async function wsEchoServer(perMessageDeflate: boolean | object): Promise<string> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate });
  server.on('connection', (socket) => socket.on('message', (bytes, isBinary) => socket.send(bytes, { binary: isBinary })));
  closers.push(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  await waitFor(() => server.address() !== null, 'the ws server to listen');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('listens on no port');
  return `ws://127.0.0.1:${address.port}`;
}

describe('our server and the client of ws', () => {
  it.each(deflateModes)('exchange every kind of message, $name', async ({ ours, theirs }) => {
    const { url } = await ourEchoServer({ deflate: ours });
    const client = new WsClient(url, { perMessageDeflate: theirs });
    closers.push(() => client.terminate());
    const received: (string | Uint8Array)[] = [];
    client.on('message', (bytes, isBinary) => received.push(isBinary ? new Uint8Array(bytes as Buffer) : String(bytes)));
    await waitFor(() => client.readyState === WsClient.OPEN, 'the handshake');
    expect(client.extensions).toBe(theirs === false ? '' : 'permessage-deflate');

    const messages = sampleMessages();
    for (const message of messages) client.send(message);
    await waitFor(() => received.length === messages.length, 'all echoes');

    expect(received).toEqual(messages);
  });

  it('close with code and reason, seen alike by both', async () => {
    const { url, sockets } = await ourEchoServer({ deflate: false });
    const client = new WsClient(url);
    const closes: unknown[] = [];
    client.on('close', (code, reason) => closes.push({ code, reason: String(reason) }));
    await waitFor(() => sockets.length === 1, 'the connection');
    const [socket] = sockets;
    if (socket === undefined) throw new Error('no connection');
    socket.onClose = (closure) => closes.push(closure);

    socket.close(4001, 'drain');
    await waitFor(() => closes.length === 2, 'both ends to close');

    const close = { code: 4001, reason: 'drain' };
    expect(closes).toEqual(expect.arrayContaining([close, { ...close, wasClean: true, sent: close, received: close, cause: undefined }]));
  });

  it('pass one shared message to many clients, deflated and plain', async () => {
    const { url, sockets } = await ourEchoServer({ deflate: true });
    const texts: string[] = [];
    for (const perMessageDeflate of [true, false, true]) {
      const client = new WsClient(url, { perMessageDeflate });
      closers.push(() => client.terminate());
      client.on('message', (bytes) => texts.push(String(bytes)));
    }
    await waitFor(() => sockets.length === 3, 'three connections');

    const text = 'all of you '.repeat(500);
    const message = shared(text);
    for (const socket of sockets) socket.send(message);
    await waitFor(() => texts.length === 3, 'three deliveries');

    expect(texts).toEqual([text, text, text]);
  });
});

describe('our client and the server of ws', () => {
  it.each(deflateModes)('exchange every kind of message, $name', async ({ ours, theirs }) => {
    const socket = await connect(await wsEchoServer(theirs), { deflate: ours, limits: { maxMessageBytes: 8 << 20 } });
    closers.push(() => socket.destroy());
    const messages = sampleMessages();
    expect(await echoesOf(socket, messages)).toEqual(messages);
  });
});
