import type { Buffer } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { formatRefusal, formatSwitchingProtocols, type Refusal } from '../handshake/http-response.ts';
import { type AcceptOptions, type ResolvedAcceptOptions, resolveAcceptOptions } from './accept-options.ts';
import { MAX_WAIT_MS } from './alarms.ts';
import { type Negotiation, negotiateResolved } from './negotiate.ts';
import type { Socket } from './socket.ts';

/** What a request is answered that met an error of ours. */
export const FAILED: Refusal = { status: 500, message: 'the server could not answer the request' };

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
  const negotiation = judge(request, socket, options);
  if (negotiation.kind === 'refuse') {
    refuse(socket, negotiation.refusal, options.limits.closeTimeoutMs);
    return undefined;
  }
  socket.write(formatSwitchingProtocols(negotiation.headers), 'latin1');
  return negotiation.take(socket, head, owner);
}

function judge(request: IncomingMessage, socket: Duplex, options: ResolvedAcceptOptions): Negotiation {
  try {
    return negotiateResolved(request, options);
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
