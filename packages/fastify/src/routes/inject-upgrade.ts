import { type Duplex, duplexPair } from 'node:stream';
import { Server as TlsServer } from 'node:tls';
import { type ConnectOptions, connect, type Socket } from '@trunkline/core/node';
import type { FastifyInstance } from 'fastify';

/** What a connection in memory is told; all but how to get there. */
export interface InjectUpgradeOptions
  extends Omit<ConnectOptions, 'transport' | 'tls' | 'proxy' | 'proxyTls' | 'socketPath' | 'followRedirects'> {
  /** Path and query. */
  readonly path: string;
}

/**
 * Opens a connection to an app without a port, as `app.inject` sends requests: both ends in this process, and real HTTP between them.
 *
 * Readies the app, which need not listen. Rejects with `HandshakeError` when the app refuses; its `status` is that of the answer. For apps that speak
 * HTTP/1.1; with `https` they are spoken to as if TLS were done.
 */
export async function injectUpgrade(app: FastifyInstance, { path, ...options }: InjectUpgradeOptions): Promise<Socket> {
  if (!path.startsWith('/')) throw new TypeError(`path must begin with a slash; it is ${JSON.stringify(path)}`);
  const near = await injectTransport(app);
  try {
    return await connect(`ws://localhost${path}`, { ...options, transport: near });
  } catch (error) {
    near.destroy(); // a wrong option is found before the attempt has the transport
    throw error;
  }
}

/** Opens a transport to an app without a port, to say anything over it. Readies the app. */
export async function injectTransport(app: FastifyInstance): Promise<Duplex> {
  await app.ready();
  const [near, far] = duplexPair();
  // An end does not hear by itself that the other one was cut.
  near.once('close', () => far.destroy());
  far.once('close', () => near.destroy());
  app.server.emit(app.server instanceof TlsServer ? 'secureConnection' : 'connection', far);
  return near;
}
