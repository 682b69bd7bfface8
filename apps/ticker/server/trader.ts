import type { Socket } from 'node:net';
import { type Context, systemError } from '@trunkline/fastify';

declare module '@trunkline/fastify' {
  interface Context {
    /** Whose account it is: a secret that the page made; null for who sent none. */
    readonly trader: string | null;
    /** The connection as the kernel has it, to be cut on demand. */
    readonly socket: Socket;
  }
}

/** Who somebody with these credentials is. @throws {RpcError} for anything but a text of 8 to 64 characters, or none at all. */
export function traderOf(auth: unknown): string | null {
  if (auth === undefined) return null;
  if (typeof auth !== 'string' || auth.length < 8 || auth.length > 64)
    throw systemError('Unauthenticated', 'a secret has 8 to 64 characters');
  return auth;
}

/** The trader of a call that needs one. @throws {RpcError} where there is none. */
export function requireTrader({ trader }: Context): string {
  if (trader === null) throw systemError('Unauthenticated', 'connect with a secret of 8 to 64 characters');
  return trader;
}
