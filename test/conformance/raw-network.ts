import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { within } from './deadline.ts';
import { RawPeer } from './raw-peer.ts';

/** Opens a bare TCP connection to a server under test. */
export async function dial(port: number): Promise<RawPeer> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const peer = new RawPeer(socket, 'server');
  await within(once(socket, 'connect'), 'a TCP connection');
  return peer;
}

/** Waits for the TCP connection of a client under test. */
export interface RawListener {
  readonly port: number;
  readonly peer: Promise<RawPeer>;
  close(): void;
}

/** Listens for one bare TCP connection. */
export async function listen(): Promise<RawListener> {
  const server = createServer({ allowHalfOpen: true });
  const peer = once(server, 'connection').then(([socket]: Socket[]) => {
    if (socket === undefined) throw new Error('a connection without a socket');
    return new RawPeer(socket, 'client');
  });
  server.listen({ port: 0, host: '127.0.0.1' });
  await within(once(server, 'listening'), 'a TCP port');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP port was asked for');
  return { port: address.port, peer, close: () => server.close() };
}
