import { Duplex } from 'node:stream';
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import type { Header } from '../handshake/header-values.ts';
import { listRequestHeaders, type RequestHeaders } from '../handshake/request-headers.ts';
import { validateSubprotocols } from '../handshake/subprotocol.ts';
import { type HttpProxy, parseProxyUrl } from './proxy-url.ts';
import { type ResolvedSocketOptions, resolveSocketOptions, type SocketOptions } from './socket-options.ts';

/** What a client is told for one connection. */
export interface ConnectOptions extends SocketOptions {
  /** Subprotocols to offer, the best first. Default none. */
  readonly protocols?: readonly string[] | undefined;
  /** Further headers of the request, such as `Authorization` or `Origin`. Those of the handshake itself are refused. */
  readonly headers?: RequestHeaders | undefined;
  /** Options of TLS for `wss:`, such as `ca`. A client's certificate and key stay with the origin they were given for. */
  readonly tls?: TlsOptions | undefined;
  /** An HTTP proxy to tunnel through (RFC 9110 §9.3.6), with its credentials: `http://user:password@host:port`, or `https:`. */
  readonly proxy?: string | URL | undefined;
  /** Options of TLS for a proxy's `https:`. */
  readonly proxyTls?: TlsOptions | undefined;
  /** Path of a Unix socket to connect to, whatever host the URL names; redirects too stay on it. Not together with `proxy`. */
  readonly socketPath?: string | undefined;
  /**
   * A transport that leads to the server already, instead of TCP: a tunnel of one's own, or one end of `stream.duplexPair()`. For `wss:` TLS
   * is spoken inside of it. It belongs to the attempt, and is destroyed when that fails. Not together with `proxy`, `socketPath` or redirects.
   */
  readonly transport?: Duplex | undefined;
  /**
   * Most redirects to follow. Default 0: a redirect is a refusal.
   *
   * Another origin gets no credentials: of the headers only `Origin`, `User-Agent` and `Accept-Language` follow. From `wss:` none leads to `ws:`.
   */
  readonly followRedirects?: number | undefined;
  /** Gives the attempt up when it aborts; a connection that is open already is not touched. */
  readonly signal?: AbortSignal | undefined;
}

/** {@link ConnectOptions} made ready for dialling. */
export interface ResolvedConnectOptions extends ResolvedSocketOptions {
  readonly protocols: readonly string[];
  readonly headers: readonly Header[];
  readonly tls: TlsOptions;
  readonly proxy: HttpProxy | undefined;
  readonly socketPath: string | undefined;
  readonly transport: Duplex | undefined;
  readonly followRedirects: number;
  readonly signal: AbortSignal | undefined;
}

/** Completes options with the defaults. @throws {TypeError | RangeError} when one is wrong; no secret is told. */
export function resolveConnectOptions(given: ConnectOptions): ResolvedConnectOptions {
  const { protocols = [], headers = [], tls = {}, proxy, proxyTls = {}, socketPath, transport, followRedirects = 0, signal } = given;
  if (!Array.isArray(protocols)) throw new TypeError('protocols must be a list of strings');
  validateSubprotocols(protocols);
  if (!(Number.isInteger(followRedirects) && followRedirects >= 0)) {
    throw new RangeError(`followRedirects must be a whole number of at least 0; it is ${String(followRedirects)}`);
  }
  if (socketPath !== undefined && (typeof socketPath !== 'string' || socketPath === '')) {
    throw new TypeError('socketPath must be a path');
  }
  if (socketPath !== undefined && proxy !== undefined) throw new TypeError('give either socketPath or proxy, not both');
  if (transport !== undefined) requireLone(transport, proxy !== undefined || socketPath !== undefined || followRedirects > 0);
  // Not by `instanceof`: a signal may come from another realm.
  if (signal !== undefined && (typeof signal !== 'object' || !('aborted' in signal))) throw new TypeError('signal must be an AbortSignal');
  return {
    ...resolveSocketOptions(given),
    protocols: [...protocols],
    headers: listRequestHeaders(headers),
    tls,
    proxy: proxy === undefined ? undefined : { url: parseProxyUrl(proxy), tls: proxyTls },
    socketPath,
    transport,
    followRedirects,
    signal,
  };
}

function requireLone(transport: unknown, hasOtherWay: boolean): void {
  if (!(transport instanceof Duplex)) throw new TypeError('transport must be a Duplex');
  if (hasOtherWay) throw new TypeError('a transport leads to one server: give no proxy, socketPath or followRedirects with it');
}
