import type { Duplex } from 'node:stream';
import type { ConnectOptions as EngineOptions } from '@trunkline/core/node';

/** What a client in Node.js may say about how it reaches its server, besides; see `connect` of `@trunkline/core/node`. */
export interface NodeOptions extends Pick<EngineOptions, 'headers' | 'tls' | 'proxy' | 'proxyTls' | 'socketPath' | 'deflate'> {
  /** Makes, for each attempt anew, a transport that leads to the server already, instead of TCP. One that it cannot make is a failed attempt. */
  readonly transport?: (() => Duplex | Promise<Duplex>) | undefined;
}
