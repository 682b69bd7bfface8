import { isIP, connect as netConnect } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions as TlsOptions, connect as tlsConnect } from 'node:tls';
import type { ClientUrl } from '../handshake/client-url.ts';
import type { DialScope } from './dial-scope.ts';
import { openTunnel } from './proxy-tunnel.ts';
import type { HttpProxy } from './proxy-url.ts';

/** How to get to a server. */
export interface Road {
  readonly tls: TlsOptions;
  readonly proxy: HttpProxy | undefined;
  readonly socketPath: string | undefined;
  /** What leads there already; the scope has it. */
  readonly transport: Duplex | undefined;
  readonly maxHeaderBytes: number;
}

/** Where TCP begins, or what it has become already. */
type Start = { readonly host: string; readonly port: number } | { readonly path: string } | { readonly socket: Duplex };

/** The part of a URL that names a host. */
type HostUrl = Pick<ClientUrl, 'protocol' | 'hostname' | 'port'>;

/**
 * Opens the transport to a URL's host: TCP or a Unix socket, through a proxy where there is one, or what is given instead; and TLS for `wss:`.
 *
 * It may still be connecting; its errors are the next reader's. Rejects only for what a proxy does, or with what TLS says of its options.
 */
export async function openTransport(url: ClientUrl, road: Road, scope: DialScope): Promise<Duplex> {
  const { proxy, socketPath, transport } = road;
  if (transport !== undefined) return open(url, { socket: transport }, road.tls, scope);
  if (socketPath !== undefined) return open(url, { path: socketPath }, road.tls, scope);
  if (proxy === undefined) return open(url, tcpOf(url), road.tls, scope);
  const tunnel = open(proxy.url, tcpOf(proxy.url), proxy.tls, scope);
  const authority = `${url.hostname}:${portOf(url)}`;
  await openTunnel(tunnel, { authority, url: proxy.url, maxHeaderBytes: road.maxHeaderBytes });
  return isSecure(url) ? open(url, { socket: tunnel }, road.tls, scope) : tunnel;
}

function open(url: HostUrl, start: Start, tls: TlsOptions, scope: DialScope): Duplex {
  if (isSecure(url)) return scope.track(openTls(url, start, tls));
  // Half-open, so that our close frame can still follow the server's end.
  if ('socket' in start) return start.socket;
  return scope.track(netConnect({ ...start, allowHalfOpen: true, noDelay: true }));
}

function openTls(url: HostUrl, start: Start, tls: TlsOptions): Duplex {
  const name = withoutBrackets(url.hostname);
  // Where to connect is the URL's to say, not the options'.
  const { host, port, path, socket, ...settings } = tls;
  const options: TlsOptions & { readonly allowHalfOpen: boolean } = {
    ALPNProtocols: ['http/1.1'], // WebSocket over HTTP/2 is another protocol (RFC 8441)
    ...settings,
    // RFC 6066 §3 has no server name for an address; the certificate is then checked against `host`.
    servername: tls.servername ?? (isIP(name) === 0 ? name : ''),
    allowHalfOpen: true,
    host: name,
    ...start,
  };
  return tlsConnect(options).setNoDelay(true);
}

function tcpOf(url: HostUrl): { readonly host: string; readonly port: number } {
  return { host: withoutBrackets(url.hostname), port: Number(portOf(url)) };
}

function portOf(url: HostUrl): string {
  return url.port === '' ? (isSecure(url) ? '443' : '80') : url.port;
}

function isSecure({ protocol }: HostUrl): boolean {
  return protocol === 'wss:' || protocol === 'https:';
}

function withoutBrackets(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}
