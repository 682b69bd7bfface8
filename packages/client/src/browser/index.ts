import type { AnyContract } from '@trunkline/protocol/wire';
import { type ConnectOptions, connectOn, type UrlOf } from '../client/connect.ts';
import type { Client } from '../client/typed-client.ts';
import { browserPlatform } from './browser-platform.ts';

export * from '../client/exports.ts';

/**
 * Connects to a server, and keeps connected: over the platform's WebSocket.
 *
 * @throws {TypeError} when the URL or an option is wrong. What the network does is told by `status`.
 */
export function connect<C extends AnyContract = never>(url: UrlOf<C>, options?: ConnectOptions<C>): Client<C>;
export function connect(url: string | URL, options: ConnectOptions = {}): unknown {
  return connectOn(browserPlatform, url, options);
}
