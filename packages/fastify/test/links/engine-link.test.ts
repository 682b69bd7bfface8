import { type AcceptOptions, connect, createServer, type Socket } from '@trunkline/core/node';
import { type ServerLink, SharedMessage } from '@trunkline/server';
import { RawClient } from '@trunkline/test-kit/raw-client';
import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it, onTestFinished } from 'vitest';
import { linkEngine } from '../../src/links/engine-link.ts';
import { RecordedReceiver } from '../support/recorded-receiver.ts';

interface Linked {
  readonly port: number;
  readonly links: ServerLink[];
  readonly receiver: RecordedReceiver;
  /** How many connections are over. */
  readonly over: () => number;
}

/** A server of the engine whose sockets are links. */
async function startLinked(limits: AcceptOptions['limits'] = {}): Promise<Linked> {
  const links: ServerLink[] = [];
  const receiver = new RecordedReceiver();
  let over = 0;
  const accept = (link: ServerLink) => {
    links.push(link);
    return receiver;
  };
  const onConnection = (socket: Socket) =>
    linkEngine(socket, accept, () => {
      over += 1;
    });
  const server = createServer({ limits, onConnection });
  const address = await server.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => server.close());
  if (typeof address === 'string') throw new Error('it listens on no port');
  return { port: address.port, links, receiver, over: () => over };
}

async function open(port: number): Promise<{ readonly client: Socket; readonly heard: unknown[] }> {
  const heard: unknown[] = [];
  const client = await connect(`ws://127.0.0.1:${port}`);
  client.onMessage = (message) => heard.push(typeof message === 'string' ? message : [...message]);
  client.onClose = ({ code, reason }) => heard.push({ code, reason });
  onTestFinished(() => client.destroy());
  return { client, heard };
}

describe('linkEngine', () => {
  it('brings text and bytes, and sends both', async () => {
    const { port, links, receiver } = await startLinked();
    const { client, heard } = await open(port);
    client.send('a text');
    client.send(Uint8Array.of(1, 2));
    await waitFor(() => receiver.seen.length === 2);
    expect(receiver.seen).toEqual(['a text', [1, 2]]);
    links[0]?.send('back');
    links[0]?.send(Uint8Array.of(3));
    await waitFor(() => heard.length === 2);
    expect(heard).toEqual(['back', [3]]);
  });

  it('makes the frame of a shared message once for all links', async () => {
    const { port, links } = await startLinked();
    const clients = await Promise.all([open(port), open(port), open(port)]);
    await waitFor(() => links.length === 3);
    let reads = 0;
    const message = new SharedMessage('for all');
    Object.defineProperty(message, 'message', {
      get: () => {
        reads += 1;
        return 'for all';
      },
    });
    for (const link of links) link.sendShared(message);
    await waitFor(() => clients.every(({ heard }) => heard.length === 1));
    expect({ heard: clients.map(({ heard }) => heard), reads }).toEqual({ heard: [['for all'], ['for all'], ['for all']], reads: 1 });
  });

  it('brings nothing while it is paused', async () => {
    const { port, links, receiver } = await startLinked();
    const { client } = await open(port);
    await waitFor(() => links.length === 1);
    receiver.onMessage = () => links[0]?.pause();
    client.send('1');
    client.send('2');
    await waitFor(() => receiver.seen.length === 1);
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(receiver.seen).toEqual(['1']);
    links[0]?.resume();
    await waitFor(() => receiver.seen.length === 2);
    expect(receiver.seen).toEqual(['1', '2']);
  });

  it('tells that it drained, after a peer did not read', async () => {
    const { port, links, receiver } = await startLinked({ highWaterMark: 64 << 10 });
    const { client, heard } = await open(port);
    client.pause();
    await waitFor(() => links.length === 1);
    let sent = 0;
    while ((links[0]?.bufferedAmount ?? 0) <= 64 << 10) {
      links[0]?.send('x'.repeat(512 << 10));
      sent += 1;
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    }
    receiver.seen.splice(0); // while the kernel still took something it drained as often
    client.resume();
    await waitFor(() => heard.length === sent && receiver.seen.length > 0);
    expect(receiver.seen).toEqual(['drained']);
  });

  it('tells how the peer closed, and then that it is over', async () => {
    const { port, receiver, over } = await startLinked();
    const { client } = await open(port);
    client.close(4_100, 'over');
    await waitFor(() => over() === 1);
    expect(receiver.seen).toEqual([{ code: 4100, reason: 'over' }]);
  });

  it('tells that a peer was lost by 1006', async () => {
    const { port, receiver, over } = await startLinked();
    const { client } = await open(port);
    client.destroy();
    await waitFor(() => over() === 1);
    expect(receiver.seen).toEqual([{ code: 1006, reason: '' }]);
  });

  it('closes and cuts as it is told', async () => {
    const { port, links, over } = await startLinked();
    const [closed, cut] = [await open(port), await open(port)];
    await waitFor(() => links.length === 2);
    links[0]?.close(4_001, 'drained');
    links[1]?.destroy();
    await waitFor(() => over() === 2 && closed.heard.length === 1 && cut.heard.length === 1);
    expect([closed.heard, cut.heard]).toEqual([[{ code: 4001, reason: 'drained' }], [{ code: 1006, reason: '' }]]);
  });

  it('tells the 1009 of the engine, whatever the peer answers to it', async () => {
    const { port, receiver, over } = await startLinked({ maxMessageBytes: 16 });
    const client = await RawClient.upgrade(port);
    await client.response();
    const message = Buffer.concat([Buffer.from([0x81, 0x80 | 17, 0, 0, 0, 0]), Buffer.alloc(17, 'x')]);
    const close = Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8]); // 1000
    client.write(message);
    await waitFor(() => client.received.includes('\x88'));
    client.socket.end(close);
    await waitFor(() => over() === 1);
    expect(receiver.seen).toEqual([{ code: 1009, reason: expect.any(String) }]);
  });
});
