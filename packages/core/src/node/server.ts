import type { Buffer } from 'node:buffer';
import { once } from 'node:events';
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { AddressInfo, ListenOptions } from 'node:net';
import type { Duplex } from 'node:stream';
import { closeOf } from '../connection/close-frame.ts';
import type { Refusal } from '../handshake/http-response.ts';
import { CloseCode } from '../vocabulary/close-code.ts';
import { acceptResolved, FAILED, refuse } from './accept.ts';
import { type AcceptOptions, type ResolvedAcceptOptions, resolveAcceptOptions } from './accept-options.ts';
import { MAX_WAIT_MS } from './alarms.ts';
import { createUpgradeServer } from './http-server.ts';
import { LiveSockets } from './live-sockets.ts';
import { nodePlatform } from './node-platform.ts';
import type { Socket } from './socket.ts';

/** Takes a connection whose opening handshake is done. When it throws, that ends with 1011, and the exception is uncaught. */
export type ConnectionHandler = (socket: Socket, request: IncomingMessage) => void;

/** What {@link createServer} is told, besides what every connection may be. */
export interface ServerOptions extends AcceptOptions {
  /** Takes the connections of every path. Either this or `paths` must be given. */
  readonly onConnection?: ConnectionHandler | undefined;
  /**
   * A handler for each path, the query apart. Another path is answered 404; on a shared HTTP server it is left alone
   * where somebody else listens for upgrades too.
   */
  readonly paths?: Readonly<Record<string, ConnectionHandler>> | undefined;
  /** An HTTP server to share. Default: one of its own, which does nothing but upgrade. */
  readonly server?: HttpServer | HttpsServer | undefined;
  /**
   * Decides about a request before it is upgraded: a refusal is answered over HTTP, `undefined` lets it pass. It has
   * `handshakeTimeoutMs`. What it throws is answered 500 without detail, and told to `onError`.
   */
  readonly authorize?: ((request: IncomingMessage) => Refusal | undefined | Promise<Refusal | undefined>) | undefined;
  /** Told what `authorize` or `protocols` threw. Default: a process warning, for no request may end the process. */
  readonly onError?: ((error: unknown, request: IncomingMessage) => void) | undefined;
}

/** How {@link Server.close} takes leave. */
export interface ServerCloseOptions {
  /** Close code for every connection. Default 1001, going away. */
  readonly code?: number | undefined;
  readonly reason?: string | undefined;
}

const NOT_FOUND: Refusal = { status: 404, message: 'there is no WebSocket at this path' };

/** WebSocket connections on an HTTP server. Made by {@link createServer}. */
export class Server {
  /** The HTTP server underneath: its own, or the shared one. */
  readonly http: HttpServer | HttpsServer;
  readonly #options: ServerOptions;
  readonly #terms: ResolvedAcceptOptions;
  readonly #connections = new LiveSockets();
  /** Requests that `authorize` has not decided about yet. */
  readonly #undecided = new Set<Duplex>();
  readonly #isOwn: boolean;
  #isClosed = false;
  #closing: Promise<void> | undefined;

  /** @throws {TypeError | RangeError} when an option is wrong. */
  constructor(options: ServerOptions) {
    if ((options.onConnection === undefined) === (options.paths === undefined)) {
      throw new TypeError('give either onConnection, for every path, or paths, a handler for each');
    }
    this.#options = options;
    this.#terms = resolveAcceptOptions(options);
    this.#isOwn = options.server === undefined;
    this.http = options.server ?? createUpgradeServer(this.#terms.limits);
    this.http.on('upgrade', this.#receive);
  }

  /** The connections that are open or closing. */
  get connections(): ReadonlySet<Socket> {
    return this.#connections;
  }

  /** Listens as `net.Server.listen` does. Resolves with the address, or the path of a Unix socket; rejects when that is not to be had. */
  async listen(options: ListenOptions): Promise<AddressInfo | string> {
    this.http.listen(options);
    await once(this.http, 'listening');
    const address = this.http.address();
    if (address === null) throw new Error('the server was closed while it began to listen');
    return address;
  }

  /**
   * Takes no more connections, closes those there are, and resolves when all are gone. One that does not
   * answer is cut after `closeTimeoutMs`. A shared HTTP server is left listening. Closing again waits for the same.
   *
   * Rejects with a `RangeError`, and closes nothing, when the code may not be sent or the reason is too long.
   */
  async close({ code = CloseCode.goingAway, reason = '' }: ServerCloseOptions = {}): Promise<void> {
    closeOf(code, reason, nodePlatform.text);
    this.#isClosed = true;
    this.#closing ??= this.#closeAll(code, reason);
    await this.#closing;
  }

  async #closeAll(code: number, reason: string): Promise<void> {
    for (const socket of this.#connections) socket.close(code, reason);
    for (const socket of this.#undecided) socket.destroy();
    await Promise.all([this.#connections.whenEmpty(), this.#isOwn ? this.#closeHttp() : undefined]);
    this.http.off('upgrade', this.#receive);
  }

  readonly #receive = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const handler = this.#handlerFor(request.url ?? '/');
    if (handler === undefined) {
      // On a shared server another listener may know the path.
      if (this.#isOwn || this.http.listenerCount('upgrade') === 1) refuse(socket, NOT_FOUND, this.#terms.limits.closeTimeoutMs);
    } else if (this.#isClosed) {
      refuse(socket, { status: 503, message: 'the server is closing' }, this.#terms.limits.closeTimeoutMs);
    } else if (this.#options.authorize === undefined) {
      this.#accept(request, socket, head, handler);
    } else {
      void this.#decide(this.#options.authorize, request, socket, head, handler);
    }
  };

  #handlerFor(url: string): ConnectionHandler | undefined {
    const { onConnection, paths } = this.#options;
    if (paths === undefined) return onConnection;
    const path = pathOf(url);
    return Object.hasOwn(paths, path) ? paths[path] : undefined;
  }

  #accept(request: IncomingMessage, transport: Duplex, head: Buffer, handler: ConnectionHandler): void {
    let socket: Socket | undefined;
    try {
      socket = acceptResolved(request, transport, head, this.#terms, this.#connections);
    } catch (error) {
      this.#report(error, request);
      return;
    }
    if (socket !== undefined) introduce(socket, request, handler);
  }

  async #decide(
    authorize: NonNullable<ServerOptions['authorize']>,
    request: IncomingMessage,
    transport: Duplex,
    head: Buffer,
    handler: ConnectionHandler,
  ): Promise<void> {
    const { handshakeTimeoutMs, closeTimeoutMs } = this.#terms.limits;
    const ignore = () => {};
    const forget = () => this.#undecided.delete(transport);
    transport.on('error', ignore).once('close', forget); // the client may go away, and a decision never come
    this.#undecided.add(transport);
    const timer = setTimeout(() => transport.destroy(), Math.min(handshakeTimeoutMs, MAX_WAIT_MS)).unref();
    try {
      const refusal = await authorize(request);
      if (transport.destroyed) return;
      if (refusal !== undefined) {
        refuse(transport, refusal, closeTimeoutMs);
        return;
      }
    } catch (error) {
      if (!transport.destroyed) refuse(transport, FAILED, closeTimeoutMs);
      this.#report(error, request);
      return;
    } finally {
      clearTimeout(timer);
      forget();
      transport.off('error', ignore).off('close', forget);
    }
    this.#accept(request, transport, head, handler);
  }

  #report(error: unknown, request: IncomingMessage): void {
    const { onError } = this.#options;
    if (onError !== undefined) onError(error, request);
    else process.emitWarning(error instanceof Error ? error : String(error));
  }

  async #closeHttp(): Promise<void> {
    if (!this.http.listening) return;
    // Node.js no longer watches the time of a request that is half there.
    const cut = () => this.http.closeAllConnections();
    const timer = setTimeout(cut, Math.min(this.#terms.limits.closeTimeoutMs, MAX_WAIT_MS)).unref();
    await new Promise((resolve) => {
      this.http.close(resolve);
      this.http.closeIdleConnections();
    });
    clearTimeout(timer);
  }
}

/** The path of a request target without its query; the target may be an absolute URL (RFC 6455 §4.1). */
function pathOf(target: string): string {
  const [path = ''] = target.replace(/^(?:http|ws)s?:\/\/[^/?#]*/i, '').split('?', 1);
  return path === '' ? '/' : path;
}

function introduce(socket: Socket, request: IncomingMessage, handler: ConnectionHandler): void {
  try {
    handler(socket, request);
  } catch (error) {
    socket.close(CloseCode.internalError);
    throw error;
  }
}

/**
 * Makes a WebSocket server, on an HTTP server of its own or on a shared one.
 *
 * @throws {TypeError | RangeError} when an option is wrong.
 */
export function createServer(options: ServerOptions): Server {
  return new Server(options);
}
