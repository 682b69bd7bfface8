import type { AnyContract } from '@trunkline/protocol/wire';
import { connectOn as connectAny } from './client/connect.ts';
import type { ConnectOptions, UrlOf } from './client/exports.ts';
import type { Client } from './client/typed-client.ts';
import type { Platform } from './transport/platform.ts';

export * from './client/exports.ts';
export type { Platform, PlatformObserver, Transport, TransportObserver } from './transport/platform.ts';

/**
 * Connects as `connect` does, on a platform of one's own: for tests whose time passes when they say so, and for runtimes that have neither
 * Node's sockets nor a `WebSocket`.
 *
 * @throws {TypeError} when the URL or an option is wrong. What the network does is told by `status`.
 */
export function connectOn<C extends AnyContract = never>(platform: Platform, url: UrlOf<C>, options?: ConnectOptions<C>): Client<C>;
export function connectOn(platform: Platform, url: string | URL, options: ConnectOptions = {}): unknown {
  return connectAny(platform, url, options);
}
