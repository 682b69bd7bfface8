import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { text } from './frames.ts';
import { dial } from './raw-network.ts';

/** A server that keeps what it reads, read by read. */
async function readsOf(send: (port: number) => Promise<void>): Promise<number[]> {
  const reads: number[] = [];
  const server = createServer((socket: Socket) => socket.on('data', (chunk) => reads.push(chunk.length)).on('end', () => server.close()));
  server.listen({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP port was asked for');
  await send(address.port);
  await once(server, 'close');
  return reads;
}

describe('RawPeer', () => {
  it('sends chunks that are read one by one', async () => {
    const reads = await readsOf(async (port) => {
      const peer = await dial(port);
      await peer.write(Buffer.alloc(100), 7);
      peer.end();
    });
    expect(reads).toEqual([...Array.from({ length: 14 }, () => 7), 2]);
  });

  it.each([1, 2, 6, 10])('cuts what it sends in two, at %i', async (cutAt) => {
    const reads = await readsOf(async (port) => {
      const peer = await dial(port);
      await peer.send([text('Hello')], { cutAt });
      peer.end();
    });
    expect(reads).toEqual([cutAt, 11 - cutAt]);
  });
});
