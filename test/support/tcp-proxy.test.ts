import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TcpProxy } from './tcp-proxy.ts';

/** One side of a connection, and what came of it there. */
class Side {
  readonly socket: Socket;
  readonly chunks: Buffer[] = [];
  /** How it ended, in order: `end`, an error's code, `close`. */
  readonly ends: (string | undefined)[] = [];

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => this.chunks.push(chunk));
    socket.on('end', () => this.ends.push('end'));
    socket.on('error', (error: NodeJS.ErrnoException) => this.ends.push(error.code));
    socket.on('close', () => this.ends.push('close'));
    onTestFinished(() => void socket.destroy());
  }

  get received(): Buffer {
    return Buffer.concat(this.chunks);
  }
}

async function startProxy() {
  const accepted: Side[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => accepted.push(new Side(socket))).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen');
  const proxy = await TcpProxy.to(address.port);
  onTestFinished(() => proxy.close());
  const dial = () => new Side(connect({ port: proxy.port, host: '127.0.0.1', allowHalfOpen: true }));
  return { proxy, accepted, dial };
}

async function startPair() {
  const { proxy, accepted, dial } = await startProxy();
  const client = dial();
  await waitFor(() => accepted.length === 1, 'the connection');
  const [server] = accepted;
  if (server === undefined) throw new Error('there is no connection');
  return { proxy, accepted, dial, client, server };
}

const RESET = ['ECONNRESET', 'close'];

describe('TcpProxy', () => {
  it('forwards bytes and the ends of both directions', async () => {
    const { client, server } = await startPair();
    client.socket.end('question');
    await waitFor(() => server.ends.length === 1, 'the end at the server');
    server.socket.end('answer');
    await waitFor(() => client.ends.length === 2 && server.ends.length === 2, 'the close on both sides');
    expect([server.received.toString(), client.received.toString()]).toEqual(['question', 'answer']);
    expect([server.ends, client.ends]).toEqual([
      ['end', 'close'],
      ['end', 'close'],
    ]);
  });

  it('lets a few bytes through at a time', async () => {
    const { proxy, client, server } = await startPair();
    proxy.trickle(2);
    client.socket.write('abcde');
    await waitFor(() => server.received.length === 5, 'all bytes');
    expect(server.chunks.map(String)).toEqual(['ab', 'cd', 'e']);
  });

  it('delays, and keeps the order and the end behind the bytes', async () => {
    const { proxy, client, server } = await startPair();
    proxy.delay(30);
    const began = performance.now();
    client.socket.end('late');
    await waitFor(() => server.ends.length === 1, 'the end at the server');
    expect(performance.now() - began).toBeGreaterThan(28);
    expect(server.received.toString()).toBe('late');
  });

  it('reads no more while it stalls, so that the sender feels it, and loses nothing', async () => {
    const { proxy, client, server } = await startPair();
    proxy.stall();
    const sent = Buffer.alloc(32 << 20, 'trunkline');
    let isTaken = false;
    client.socket.write(sent, () => {
      isTaken = true;
    });
    await waitFor(() => proxy.held === 1, 'the first chunk');
    // More turns than reading all of it takes.
    for (let turn = 0; turn < 2_000; turn += 1) await nextTurn();
    expect({ isTaken, held: proxy.held, chunks: server.chunks }).toEqual({ isTaken: false, held: 1, chunks: [] });
    proxy.flow();
    await waitFor(() => server.received.length === sent.length, 'all bytes');
    expect(server.received.equals(sent)).toBe(true);
    expect(isTaken).toBe(true);
  });

  it('cuts both sides by a reset', async () => {
    const { proxy, client, server, dial, accepted } = await startPair();
    proxy.cut();
    await waitFor(() => client.ends.length === 2 && server.ends.length === 2, 'both sides to be cut');
    expect([client.ends, server.ends]).toEqual([RESET, RESET]);
    dial();
    await waitFor(() => accepted.length === 2, 'another connection');
  });

  it.each(['client', 'server'] as const)('passes on a reset by the %s', async (side) => {
    const { client, server } = await startPair();
    const [resetting, other] = side === 'client' ? [client, server] : [server, client];
    resetting.socket.resetAndDestroy();
    await waitFor(() => other.ends.length === 2, 'the reset');
    expect(other.ends).toEqual(RESET);
  });

  it('leaves a client alone with a server that vanished', async () => {
    const { proxy, client, server, dial, accepted } = await startPair();
    proxy.halfOpen();
    client.socket.write('anybody there?');
    await waitFor(() => server.ends.length === 2, 'the server to lose it');
    dial().socket.write('hello');
    await waitFor(() => accepted[1]?.received.toString() === 'hello', 'another connection');
    expect({ client: client.ends, server: server.ends, received: server.chunks }).toEqual({ client: [], server: RESET, received: [] });
  });

  it('resets whoever it refuses, and those only', async () => {
    const { proxy, client, dial, accepted } = await startPair();
    proxy.refuse(true);
    const refused = dial();
    await waitFor(() => refused.ends.length === 2, 'the refusal');
    proxy.refuse(false);
    dial();
    await waitFor(() => accepted.length === 2, 'another connection');
    expect({ refused: refused.ends, first: client.ends, counts: [proxy.accepted, proxy.refused] }).toEqual({
      refused: RESET,
      first: [],
      counts: [2, 1],
    });
  });
});
