import type { Server } from 'node:net';

/** A server that listens. */
export interface Started {
  readonly port: number;
  /** Sends that many messages to every connection, in this turn. Of servers that broadcast. */
  readonly publish?: (count: number) => void;
}

/** Where the keepalive of a candidate can be set: it is at work, but it sends nothing while bytes are counted. */
export const KEEPALIVE_INTERVAL_MS = 600_000;

/** Resolves with the port of a server that begins to listen on loopback. */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return portOf(server.address());
}

/** The port in an address. @throws when it is not of TCP. */
export function portOf(address: ReturnType<Server['address']>): number {
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on TCP');
  return address.port;
}
