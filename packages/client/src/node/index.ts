import type { AnyContract } from '@trunkline/protocol/wire';
import { type ConnectOptions, connectOn, type UrlOf } from '../client/connect.ts';
import type { Client } from '../client/typed-client.ts';
import type { NodeOptions } from './node-options.ts';
import { nodePlatform } from './node-platform.ts';

export * from '../client/exports.ts';
export type { NodeOptions } from './node-options.ts';

/**
 * Connects to a server, and keeps connected: over Trunkline's own engine, through TLS and proxies.
 *
 * @throws {TypeError} when the URL or an option is wrong. What the network does is told by `status`.
 */
export function connect<C extends AnyContract = never>(url: UrlOf<C>, options?: ConnectOptions<C> & NodeOptions): Client<C>;
export function connect(url: string | URL, { codec, auth, contract, ...options }: ConnectOptions & NodeOptions = {}): unknown {
  return connectOn(nodePlatform(options), url, { codec, auth, contract });
}
