import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Closure } from '../../src/connection/connection-shell.ts';
import { Socket } from '../../src/node/socket.ts';
import { connectionOptions, resolveSocketOptions, type SocketOptions } from '../../src/node/socket-options.ts';
import type { Close } from '../../src/vocabulary/close-code.ts';
import { ConnectionClosedError, InvalidStateError } from '../../src/vocabulary/errors.ts';
import { bytesOf } from '../support/bytes-of.ts';
import { MemoryTransport } from '../support/memory-transport.ts';

function socketPair(options: SocketOptions = {}) {
  const [near, far] = MemoryTransport.pair();
  onTestFinished(() => {
    near.destroy();
  });
  const resolved = resolveSocketOptions({ keepalive: false, ...options });
  const terms = { protocol: 'chat', extensions: 'x-test' };
  return {
    ...{ near, far },
    client: new Socket(near, connectionOptions('client', resolved, undefined), terms),
    server: new Socket(far, connectionOptions('server', resolved, undefined), terms),
  };
}

/** Keeps what a socket receives, and how it ended. */
function listen(socket: Socket) {
  const heard: { messages: (string | Uint8Array)[]; closure?: Closure } = { messages: [] };
  socket.onMessage = (message) => heard.messages.push(message);
  socket.onClose = (closure) => {
    heard.closure = closure;
  };
  return heard;
}

describe('Socket', () => {
  it('tells its role and what the handshake agreed on', () => {
    const { client, server } = socketPair();
    expect([client.role, server.role, client.protocol, client.extensions, client.state]).toEqual([
      'client',
      'server',
      'chat',
      'x-test',
      'open',
    ]);
  });

  it('sends and receives text and bytes, both ways', async () => {
    const { client, server } = socketPair();
    const [atClient, atServer] = [listen(client), listen(server)];
    expect([client.send('é'), server.send(bytesOf('0102'))]).toEqual([true, true]);
    await waitFor(() => atClient.messages.length + atServer.messages.length === 2);
    expect(atServer.messages).toEqual(['é']);
    expect(atClient.messages.map((message) => [...Buffer.from(message)])).toEqual([[1, 2]]);
    await waitFor(() => client.bufferedAmount === 0);
  });

  it('lets a message ask to leave plain', async () => {
    const [near] = MemoryTransport.pair();
    onTestFinished(() => void near.destroy());
    const deflate = { serverMaxWindowBits: 15, clientMaxWindowBits: 15, serverNoContextTakeover: true, clientNoContextTakeover: true };
    const options = connectionOptions('server', resolveSocketOptions({ deflate: { thresholdBytes: 0 } }), deflate);
    const socket = new Socket(near, options, { protocol: '', extensions: 'x-test' });
    for (const choice of [undefined, { compress: false }]) {
      socket.send('a'.repeat(100), choice);
      await waitFor(() => near.writes.length > 0 && socket.bufferedAmount === 0);
    }
    expect(near.writes.map((chunk) => chunk[0])).toEqual([0xc1, 0x81]);
  });

  it('loses nothing to a handler that comes late, and calls it without delay', async () => {
    const { client, server } = socketPair();
    client.send('');
    client.send('second');
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
    const heard = listen(server);
    await waitFor(() => heard.messages.length === 2);
    expect(heard.messages).toEqual(['', 'second']);
    expect(server.onMessage).toBeDefined();
  });

  it('gives messages in fragments to onMessageStream, while that is set', async () => {
    const { client, server } = socketPair({ fragmentBytes: 4 });
    const heard = listen(server);
    let streamed = '';
    server.onMessageStream = async (stream) => {
      for await (const fragment of stream) streamed += String(fragment);
      server.onMessageStream = undefined;
    };
    client.send('in fragments');
    await waitFor(() => streamed === 'in fragments');
    await waitFor(() => server.onMessageStream === undefined);
    client.send('whole');
    await waitFor(() => heard.messages.length === 1);
    expect({ streamed, messages: heard.messages }).toEqual({ streamed: 'in fragments', messages: ['whole'] });
  });

  it('pings with text or bytes, and tells of pings and pongs', async () => {
    const { client, server } = socketPair();
    const told: string[] = [];
    server.onPing = (payload) => told.push(`ping ${payload}`);
    client.onPong = (payload) => told.push(`pong ${payload}`);
    client.ping('é');
    client.ping(bytesOf('05'));
    client.ping();
    await waitFor(() => told.length === 6);
    expect(told.filter((line) => line.startsWith('pong'))).toEqual(['pong 195,169', 'pong 5', 'pong ']);
    expect(() => client.ping('x'.repeat(126))).toThrow(RangeError);
  });

  it('pauses and resumes', async () => {
    const { client, server } = socketPair();
    const heard = listen(server);
    server.pause();
    client.send('a');
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
    expect(heard.messages).toEqual([]);
    server.resume();
    await waitFor(() => heard.messages.length === 1);
  });

  it.each<{ args: Parameters<Socket['close']>; sent: Close }>([
    { args: [], sent: { code: 1000, reason: '' } },
    { args: [undefined], sent: { code: 1000, reason: '' } },
    { args: [1005], sent: { code: 1005, reason: '' } },
    { args: [4000, 'bye'], sent: { code: 4000, reason: 'bye' } },
  ])('closes with $args as $sent', async ({ args, sent }) => {
    const { client, server } = socketPair();
    const [atClient, atServer] = [listen(client), listen(server)];
    client.close(...args);
    expect(client.state).toBe('closing');
    await waitFor(() => atClient.closure !== undefined && atServer.closure !== undefined);
    expect([atServer.closure, client.state]).toMatchObject([{ ...sent, wasClean: true }, 'closed']);
  });

  it.each([
    [1006, ''],
    [1005, 'a reason without a code'],
    [1000, 'x'.repeat(124)],
  ])('throws for closing with %d %j, and stays open', (code, reason) => {
    const { client } = socketPair();
    expect(() => client.close(code, reason)).toThrow(RangeError);
    expect(client.state).toBe('open');
  });

  it('streams a message out', async () => {
    const { client, server } = socketPair();
    const heard = listen(server);
    const source = async function* () {
      yield await Promise.resolve('a');
      yield 'b';
    };
    await client.sendStream('text', source());
    await waitFor(() => heard.messages.length === 1);
    expect(heard.messages).toEqual(['ab']);
  });

  it('rejects a stream that its peer did not let end, and any after that', async () => {
    const { client, far } = socketPair();
    const never = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<IteratorResult<string>>(() => {}) }) };
    const sent = client.sendStream('text', never);
    far.destroy();
    await expect(sent).rejects.toThrow(ConnectionClosedError);
    await expect(client.sendStream('text', never)).rejects.toThrow(InvalidStateError);
    expect(client.send('late')).toBe(false);
  });

  it('is cut by destroy', async () => {
    const { client, server } = socketPair();
    const [atClient, atServer] = [listen(client), listen(server)];
    client.destroy();
    await waitFor(() => atClient.closure !== undefined && atServer.closure !== undefined);
    expect([atClient.closure?.code, atServer.closure?.code, client.state]).toEqual([1006, 1006, 'closed']);
    client.close();
    client.destroy();
    client.pause();
    client.resume();
    client.onMessage = undefined;
  });
});
