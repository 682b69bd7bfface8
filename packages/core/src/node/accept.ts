import type { Buffer } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { Socket as NetSocket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Header, headerValues } from '../handshake/header-values.ts';
import { formatRefusal, formatSwitchingProtocols, type Refusal } from '../handshake/http-response.ts';
import { type SubprotocolChoice, validateSubprotocols } from '../handshake/subprotocol.ts';
import { judgeUpgradeRequest, type UpgradeVerdict } from '../handshake/upgrade-request.ts';
import { MAX_WAIT_MS } from './alarms.ts';
import { sha1Base64 } from './node-platform.ts';
import { Socket } from './socket.ts';
import { connectionOptions, type ResolvedSocketOptions, resolveSocketOptions, type SocketOptions } from './socket-options.ts';

/** What a request is answered that met an error of ours. */
export const FAILED: Refusal = { status: 500, message: 'the server could not answer the request' };

/** Headers that each 101 response has already. */
const FIXED_HEADERS: readonly Header[] = [
  ['Upgrade', 'websocket'],
  ['Connection', 'Upgrade'],
];

/** What a server is told for each connection. */
export interface AcceptOptions extends SocketOptions {
  /** Subprotocols in the server's favour: the first that the client names and the server has is taken. Or a function that chooses. */
  readonly protocols?: SubprotocolChoice | undefined;
  /** Further headers of the 101 response, for example cookies. */
  readonly headers?: readonly Header[] | undefined;
}

/** {@link AcceptOptions} made ready once for many connections. */
export interface ResolvedAcceptOptions extends ResolvedSocketOptions {
  readonly protocols: SubprotocolChoice;
  readonly headers: readonly Header[];
}

/** Completes options with the defaults. @throws {TypeError | RangeError} when one is wrong. */
export function resolveAcceptOptions(given: AcceptOptions): ResolvedAcceptOptions {
  const { protocols = [], headers = [] } = given;
  if (typeof protocols !== 'function') {
    if (!Array.isArray(protocols)) throw new TypeError('protocols must be a list of strings, or a function that chooses');
    validateSubprotocols(protocols);
  }
  formatSwitchingProtocols(FIXED_HEADERS, headers); // a wrong one would else be found by the first client
  return { ...resolveSocketOptions(given), protocols, headers };
}

/**
 * Answers a client's opening handshake on the arguments of Node's `upgrade` event (RFC 6455 §4.2).
 *
 * `undefined` when the request is no valid one: it has been answered over HTTP and its socket ends.
 *
 * @throws {TypeError | RangeError} for wrong options only, never for what the client sent. What a function given as
 * `protocols` throws passes through, and the request is answered 500.
 */
export function accept(request: IncomingMessage, socket: Duplex, head: Buffer, options: AcceptOptions = {}): Socket | undefined {
  return acceptResolved(request, socket, head, resolveAcceptOptions(options));
}

/** As {@link accept}, with options that are complete. The socket is listed with `owner` while it lives. */
export function acceptResolved(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  options: ResolvedAcceptOptions,
  owner?: Set<Socket>,
): Socket | undefined {
  const verdict = judge(request, socket, options);
  if (verdict.kind === 'refuse') {
    refuse(socket, verdict.refusal, options.limits.closeTimeoutMs);
    return undefined;
  }
  const response = formatSwitchingProtocols(verdict.headers, options.headers);
  takeFromHttp(socket, head);
  socket.write(response, 'latin1');
  const [extensions = ''] = headerValues(verdict.headers.flat(), 'sec-websocket-extensions');
  return new Socket(socket, connectionOptions('server', options, verdict.deflate), { protocol: verdict.protocol ?? '', extensions }, owner);
}

function judge(request: IncomingMessage, socket: Duplex, options: ResolvedAcceptOptions): UpgradeVerdict {
  try {
    return judgeUpgradeRequest(request, options, sha1Base64);
  } catch (error) {
    refuse(socket, FAILED, options.limits.closeTimeoutMs);
    throw error;
  }
}

/** Answers with an HTTP error and ends the socket; one whose peer does not end in turn is cut after `graceMs`. */
export function refuse(socket: Duplex, refusal: Refusal, graceMs: number): void {
  const answer = formatRefusal(refusal);
  socket.on('error', () => {}); // a peer that has left already needs no answer
  const timer = setTimeout(() => socket.destroy(), Math.min(graceMs, MAX_WAIT_MS)).unref();
  socket.once('close', () => clearTimeout(timer));
  socket.resume(); // what still comes in is not wanted, but its end is
  socket.end(answer);
}

/** Takes a socket out of the hands of Node's HTTP server, with the bytes that came behind the request. */
function takeFromHttp(socket: Duplex, head: Buffer): void {
  if (socket instanceof NetSocket) socket.setTimeout(0).setNoDelay(true);
  if (head.length > 0) socket.unshift(head);
}
