import { type ConnectOptions, connect, type NodeOptions } from '@trunkline/client';
import type { AnyContract } from '@trunkline/protocol';
import type { FastifyInstance } from 'fastify';
import { injectTransport } from '../routes/inject-upgrade.ts';

/** What a client in memory is told. It goes to the plugin's own path unless said otherwise. */
export interface InjectClientOptions extends ConnectOptions, Pick<NodeOptions, 'headers' | 'deflate'> {
  /** Path and query. */
  readonly path?: string | undefined;
}

/**
 * Connects a client to an app without a port. Each of its attempts is a connection of its own, so it comes back as over a network.
 *
 * @throws {TypeError} when an option is wrong.
 */
export function injectClient(app: FastifyInstance, path: string, options: InjectClientOptions): unknown {
  if (!path.startsWith('/')) throw new TypeError(`path must begin with a slash; it is ${JSON.stringify(path)}`);
  return connect<AnyContract>(`ws://localhost${path}`, { ...options, transport: () => injectTransport(app) });
}
