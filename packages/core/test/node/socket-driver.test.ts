import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Socket as NetSocket } from 'node:net';
import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Closure } from '../../src/connection/connection-shell.ts';
import { shared } from '../../src/node/shared.ts';
import { SocketDriver, type SocketHandlers } from '../../src/node/socket-driver.ts';
import { connectionOptions, resolveSocketOptions, type SocketOptions } from '../../src/node/socket-options.ts';
import type { Role } from '../../src/vocabulary/role.ts';
import { bytesOf } from '../support/bytes-of.ts';
import { frameOf, joined } from '../support/frame-of.ts';
import { MemoryTransport } from '../support/memory-transport.ts';
import { framesIn } from '../support/recording-shell.ts';
import { collectUncaught } from '../support/uncaught-errors.ts';

const NO_HANDLERS: SocketHandlers = {
  ...{ onMessage: undefined, onMessageStream: undefined, onPing: undefined, onPong: undefined, onDrain: undefined, onClose: undefined },
};

/** A driver whose messages and end are kept. */
function drive(transport: MemoryTransport | NetSocket, role: Role, options: SocketOptions = {}, handlers: Partial<SocketHandlers> = {}) {
  const messages: (string | Uint8Array)[] = [];
  const kept: SocketHandlers & { closure?: Closure } = { ...NO_HANDLERS };
  kept.onMessage = (message) => messages.push(message);
  kept.onClose = (closure) => {
    kept.closure = closure;
  };
  Object.assign(kept, handlers);
  const driver = new SocketDriver(
    transport,
    connectionOptions(role, resolveSocketOptions({ keepalive: false, ...options }), undefined),
    kept,
  );
  driver.wants = 'messages';
  return { driver, connection: driver.connection, messages, handlers: kept };
}

function memoryPair(options: SocketOptions = {}, handlers: Partial<SocketHandlers> = {}) {
  const [client, server] = MemoryTransport.pair();
  onTestFinished(() => {
    client.destroy();
  });
  return {
    ...{ client: drive(client, 'client'), clientTransport: client },
    ...{ server: drive(server, 'server', options, handlers), serverTransport: server },
  };
}

/** Two kernel sockets joined over the loopback interface. */
async function kernelPair(): Promise<{ near: NetSocket; far: NetSocket }> {
  const listener = createServer();
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const near = createConnection((listener.address() as AddressInfo).port, '127.0.0.1');
  const [far] = (await once(listener, 'connection')) as [NetSocket];
  onTestFinished(() => {
    near.destroy();
    far.destroy();
    listener.close();
  });
  return { near, far };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const text = (payload: string) => frameOf({ fin: true, rsv1: false, opcode: 1, payload: Buffer.from(payload) }, '01020304');

describe('SocketDriver: writing', () => {
  it('writes once for all that is sent in one turn, microtasks included', async () => {
    const { server, serverTransport, client } = memoryPair();
    const messages = Array.from({ length: 100 }, (_, at) => `message ${at}`);
    for (const message of messages) {
      if (message.endsWith('7')) await Promise.resolve();
      server.connection.send(message);
    }
    await waitFor(() => client.messages.length === 100);
    expect(client.messages).toEqual(messages);
    expect(serverTransport.writes.length).toBeLessThanOrEqual(11);
    const before = serverTransport.writes.length;
    for (const message of messages) server.connection.send(message);
    server.connection.ping(bytesOf('01'));
    await waitFor(() => client.messages.length === 200);
    expect(serverTransport.writes.length).toBe(before + 1);
  });

  it('writes once for all that is sent while a chunk is handled, at its end', () => {
    const { server, serverTransport } = memoryPair();
    server.handlers.onMessage = (message) => {
      server.connection.send(message);
      expect(serverTransport.writes).toHaveLength(0);
    };
    server.driver.receive(joined(text('a'), text('b'), text('c')));
    expect(serverTransport.writes).toHaveLength(1);
    expect(framesIn(serverTransport.writes[0] ?? bytesOf(''), 'client')).toHaveLength(3);
  });

  it('writes once to each socket of a broadcast, a lone shared frame being the same memory for all', async () => {
    const sides = Array.from({ length: 20 }, () => memoryPair());
    const message = shared('to all');
    for (const { server } of sides) server.connection.send(message);
    await waitFor(() => sides.every(({ client }) => client.messages.length === 1));
    expect(sides.every(({ serverTransport: { writes } }) => writes.length === 1 && writes[0]?.buffer === message.frame.buffer)).toBe(true);
  });

  it('never uses memory again that a stream in memory still reads', async () => {
    const { server, serverTransport, client } = memoryPair();
    serverTransport.isStalled = true;
    for (let count = 0; count < 5; count++) {
      server.connection.send(`message ${count}`);
      await turn();
    }
    // Others borrow slabs of the same pool meanwhile.
    const other = memoryPair();
    for (let count = 0; count < 5; count++) {
      other.server.connection.send('x'.repeat(100));
      await turn();
    }
    serverTransport.release();
    await waitFor(() => client.messages.length === 5);
    expect(client.messages).toEqual([0, 1, 2, 3, 4].map((count) => `message ${count}`));
  });

  it('writes nothing while the transport is stalled, and then all that has come meanwhile at once', async () => {
    const { server, serverTransport, client } = memoryPair();
    serverTransport.isStalled = true;
    server.connection.send('first');
    await turn();
    for (let count = 0; count < 50; count++) {
      server.connection.send('while stalled');
      await turn();
    }
    expect(serverTransport.writes).toHaveLength(1);
    expect(server.connection.bufferedAmount).toBe(7 + 50 * 15);
    serverTransport.release();
    await waitFor(() => client.messages.length === 51);
    expect(serverTransport.writes).toHaveLength(2);
    await waitFor(() => server.connection.bufferedAmount === 0);
  });

  it('tells a sender who was told to wait when to go on', async () => {
    let drains = 0;
    const onDrain = () => {
      drains++;
    };
    const { server, serverTransport } = memoryPair({ limits: { highWaterMark: 1_000 } }, { onDrain });
    serverTransport.isStalled = true;
    expect(server.connection.send(new Uint8Array(2_000))).toBe(false);
    for (let count = 0; count < 5; count++) await turn();
    expect(drains).toBe(0);
    serverTransport.release();
    await waitFor(() => drains === 1);
    expect(server.connection.send('a')).toBe(true);
  });

  it('fills its queue when the kernel takes no more, and empties it when the peer reads', async () => {
    const { near, far } = await kernelPair();
    const client = drive(near, 'client');
    const server = drive(far, 'server', { limits: { maxBufferedBytes: Number.POSITIVE_INFINITY } });
    client.connection.pause();
    const message = new Uint8Array(30_000).map((_, at) => at);
    let count = 0;
    for (; server.connection.bufferedAmount < 4_000_000; count++) {
      server.connection.send(message);
      if (count % 10 === 9) await turn();
    }
    expect(server.connection.send(message)).toBe(false);
    client.connection.resume();
    await waitFor(() => client.messages.length === count + 1);
    expect(client.messages.every((received) => Buffer.compare(Buffer.from(received), message) === 0)).toBe(true);
    await waitFor(() => server.connection.bufferedAmount === 0);
  });

  it('calls write of a kernel socket once for each turn', async () => {
    const { near, far } = await kernelPair();
    const [client, server] = [drive(near, 'client'), drive(far, 'server')];
    const write = vi.spyOn(far, 'write');
    for (let count = 0; count < 3; count++) {
      for (let message = 0; message < 20; message++) server.connection.send(`message ${message}`);
      await turn();
    }
    await waitFor(() => client.messages.length === 60);
    expect(write).toHaveBeenCalledTimes(3);
  });

  it('puts chunks of one turn into one write of many vectors, in order', async () => {
    const { near, far } = await kernelPair();
    const [client, server] = [drive(near, 'client'), drive(far, 'server')];
    const messages = [
      new Uint8Array(10).fill(1),
      new Uint8Array(100_000).fill(2),
      new Uint8Array(10).fill(3),
      new Uint8Array(60_000).fill(4),
    ];
    for (const message of messages) server.connection.send(message);
    await waitFor(() => client.messages.length === 4);
    expect(client.messages.map((message) => [message.length, Buffer.from(message)[0]])).toEqual([
      [10, 1],
      [100_000, 2],
      [10, 3],
      [60_000, 4],
    ]);
    expect(far.writableCorked).toBe(0);
  });
});

describe('SocketDriver: reading', () => {
  it('stops its transport while it is paused', async () => {
    const { server, serverTransport, client } = memoryPair();
    server.connection.pause();
    client.connection.send('a');
    for (let count = 0; count < 5; count++) await turn();
    expect({ isPaused: serverTransport.isPaused(), messages: server.messages }).toEqual({ isPaused: true, messages: [] });
    server.connection.resume();
    await waitFor(() => server.messages.length === 1);
  });

  it('gives copies of ping and pong payloads, which may be kept', () => {
    const payloads: Uint8Array[] = [];
    const { server } = memoryPair({}, { onPing: (payload) => payloads.push(payload) });
    const chunk = frameOf({ fin: true, rsv1: false, opcode: 9, payload: bytesOf('0102') }, '00000000');
    server.driver.receive(Buffer.from(chunk.buffer));
    chunk.fill(9);
    expect(payloads).toEqual([bytesOf('0102')]);
  });

  it('closes when the peer does, message and close frame being in one chunk with the FIN', async () => {
    const { server, client } = memoryPair();
    client.connection.send('last words');
    client.driver.close(4000, 'bye');
    await waitFor(() => server.handlers.closure !== undefined && client.handlers.closure !== undefined);
    expect(server.messages).toEqual(['last words']);
    expect([server.handlers.closure, client.handlers.closure]).toMatchObject([
      { code: 4000, reason: 'bye', wasClean: true },
      { code: 4000, reason: 'bye', wasClean: true },
    ]);
  });

  it('reads what was sent before the peer ended TCP, though its handler came late', async () => {
    const { server, client, clientTransport } = memoryPair();
    server.driver.wants = undefined;
    client.connection.send('last words');
    await turn();
    clientTransport.end();
    for (let count = 0; count < 5; count++) await turn();
    expect(server.handlers.closure).toBeUndefined();
    server.driver.wants = 'messages';
    server.connection.wantsChanged();
    await waitFor(() => server.handlers.closure !== undefined);
    expect(server.messages).toEqual(['last words']);
  });
});

describe('SocketDriver: the end', () => {
  it('tells the error of its transport', async () => {
    const { server, serverTransport } = memoryPair();
    const error = new Error('reset');
    serverTransport.destroy(error);
    await waitFor(() => server.handlers.closure !== undefined);
    expect(server.handlers.closure).toMatchObject({ code: 1006, cause: error });
  });

  it('is closed soon when its transport was destroyed before', async () => {
    const [transport] = MemoryTransport.pair();
    transport.destroy();
    await turn();
    const { handlers } = drive(transport, 'server');
    await waitFor(() => handlers.closure !== undefined);
    expect(handlers.closure).toMatchObject({ code: 1006 });
  });

  it('leaves its owner when it is over', async () => {
    const [transport] = MemoryTransport.pair();
    const left: unknown[] = [];
    const owner = { delete: (member: SocketHandlers) => left.push(member) > 0 };
    const driver = new SocketDriver(transport, connectionOptions('server', resolveSocketOptions({}), undefined), NO_HANDLERS, owner);
    driver.connection.destroy(undefined);
    await waitFor(() => left.length === 1);
    expect(left).toEqual([NO_HANDLERS]);
  });

  it('is cut when the peer does not answer the close frame', async () => {
    const [transport] = MemoryTransport.pair();
    const { driver, handlers } = drive(transport, 'server', { limits: { closeTimeoutMs: 20 } });
    driver.close(1000, '');
    await waitFor(() => handlers.closure !== undefined);
    expect({ destroyed: transport.destroyed, closure: handlers.closure }).toMatchObject({
      destroyed: true,
      closure: { code: 1006, sent: { code: 1000 } },
    });
  });

  it('is cut when the peer is silent', async () => {
    const [transport] = MemoryTransport.pair();
    const { handlers } = drive(transport, 'server', { keepalive: { intervalMs: 1, timeoutMs: 1 } });
    await waitFor(() => handlers.closure !== undefined);
    expect(handlers.closure?.cause?.message).toContain('keepalive');
    expect(framesIn(transport.writes[0] ?? bytesOf(''), 'client')).toMatchObject([{ opcode: 9 }]);
  });

  it('does not say that it has drained what was lost', async () => {
    let drains = 0;
    const onDrain = () => {
      drains++;
    };
    const { server, serverTransport } = memoryPair({ limits: { highWaterMark: 10 } }, { onDrain });
    serverTransport.isStalled = true;
    server.connection.send(new Uint8Array(1_000));
    await turn();
    serverTransport.break(new Error('reset'));
    await waitFor(() => server.handlers.closure !== undefined);
    expect(drains).toBe(0);
  });

  const moments: Record<string, (side: ReturnType<typeof drive>) => void> = {
    'before anything': () => {},
    'behind a send': ({ connection }) => connection.send('a'),
    'behind a close': ({ driver }) => driver.close(1000, ''),
    'behind a failure': ({ connection }) => connection.fail({ code: 1011, reason: '' }, undefined),
    'behind a destroy': ({ connection }) => connection.destroy(undefined),
    'while paused': ({ connection }) => connection.pause(),
    'in the midst of a frame': ({ driver }) => driver.receive(text('abc').subarray(0, 7)),
    'with a large queue': ({ connection }) => connection.send(new Uint8Array(100_000)),
  };

  it.each(Object.keys(moments))('ends once and in peace when its transport is destroyed %s', async (moment) => {
    const errors = collectUncaught();
    for (const stalled of [false, true]) {
      let closes = 0;
      const { server, serverTransport } = memoryPair({}, { onClose: () => closes++ });
      serverTransport.isStalled = stalled;
      moments[moment]?.(server);
      serverTransport.destroy();
      server.connection.send('late');
      await waitFor(() => closes > 0);
      server.connection.send('later');
      server.connection.destroy(undefined);
      for (let count = 0; count < 3; count++) await turn();
      expect({ closes, errors, state: server.connection.state }).toEqual({ closes: 1, errors: [], state: 'closed' });
    }
  });
});

describe('SocketDriver: a handler that throws', () => {
  const thrown = new Error('of the handler');
  const fail = () => {
    throw thrown;
  };
  const ping = frameOf({ fin: true, rsv1: false, opcode: 9, payload: bytesOf('') }, '01020304');
  const pong = frameOf({ fin: true, rsv1: false, opcode: 10, payload: bytesOf('') }, '01020304');

  it.each([
    { handler: 'onMessage', wants: 'messages', wire: text('a') },
    { handler: 'onMessageStream', wants: 'streams', wire: text('a') },
    { handler: 'onPing', wants: 'messages', wire: ping },
    { handler: 'onPong', wants: 'messages', wire: pong },
  ] as const)('ends its connection with 1011 and is an uncaught exception: $handler', async ({ handler, wants, wire }) => {
    const errors = collectUncaught();
    const { server, client } = memoryPair({}, { [handler]: fail });
    server.driver.wants = wants;
    server.driver.receive(joined(wire, text('never delivered')));
    await waitFor(() => server.handlers.closure !== undefined && client.handlers.closure !== undefined);
    expect(client.handlers.closure).toMatchObject({ code: 1011 });
    expect(server.handlers.closure).toMatchObject({ sent: { code: 1011 }, cause: thrown });
    expect({ errors, messages: server.messages }).toEqual({ errors: [thrown], messages: [] });
  });

  it('ends only its own connection: the others of the same turn are flushed', async () => {
    const errors = collectUncaught();
    const bad = memoryPair({ limits: { highWaterMark: 1 } }, { onDrain: fail });
    const good = memoryPair();
    bad.server.connection.send('a');
    good.server.connection.send('b');
    await waitFor(() => good.client.messages.length === 1 && bad.client.handlers.closure !== undefined);
    expect(errors).toEqual([thrown]);
    expect(bad.client.handlers.closure).toMatchObject({ code: 1011 });
  });

  const noError: unknown = 'a string';

  it('keeps nothing back when it is onClose, nor when it throws what is no error', async () => {
    const errors = collectUncaught();
    const { server, serverTransport, client } = memoryPair({}, { onClose: fail });
    serverTransport.destroy();
    await waitFor(() => client.handlers.closure !== undefined && errors.length === 1);
    const other = memoryPair(
      {},
      {
        onMessage: () => {
          throw noError;
        },
      },
    );
    other.server.driver.receive(text('a'));
    await waitFor(() => other.server.handlers.closure !== undefined);
    expect(other.server.handlers.closure?.cause).toMatchObject({ cause: 'a string' });
    expect({ errors, state: server.connection.state }).toEqual({ errors: [thrown, 'a string'], state: 'closed' });
  });
});
