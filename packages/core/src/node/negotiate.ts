import type { Buffer } from 'node:buffer';
import { Socket as NetSocket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Header, headerValues } from '../handshake/header-values.ts';
import type { Refusal } from '../handshake/http-response.ts';
import { judgeUpgradeRequest, type RequestHead, type UpgradeVerdict } from '../handshake/upgrade-request.ts';
import type { HandshakeProblem } from '../vocabulary/errors.ts';
import { type AcceptOptions, type ResolvedAcceptOptions, resolveAcceptOptions } from './accept-options.ts';
import { sha1Base64 } from './node-platform.ts';
import { Socket } from './socket.ts';
import { connectionOptions } from './socket-options.ts';

/** What a server does with a request, and has not done yet. */
export type Negotiation =
  | {
      readonly kind: 'accept';
      /** The subprotocol agreed on; `undefined` where there is none. */
      readonly protocol: string | undefined;
      /** All headers that the 101 needs, those of the application's options behind them. */
      readonly headers: readonly Header[];
      /**
       * Makes the connection of a socket on which the 101 with {@link headers} has been written, and nothing behind it.
       *
       * `head` is what the client sent behind its request. The connection is listed with `owner` while it lives. Call it once.
       */
      take(socket: Duplex, head: Buffer, owner?: Set<Socket>): Socket;
    }
  /** `problem` is for logs; the client is to be sent the refusal. */
  | { readonly kind: 'refuse'; readonly problem: HandshakeProblem; readonly refusal: Refusal };

/** Judges a client's opening handshake; nothing in the request makes it throw. See {@link createNegotiator}. */
export type Negotiator = (request: RequestHead) => Negotiation;

type AcceptVerdict = Extract<UpgradeVerdict, { readonly kind: 'accept' }>;

/**
 * Makes a function that judges opening handshakes without touching their sockets (RFC 6455 §4.2), for who writes the
 * responses by other means: a framework with its own hooks and headers, for example.
 *
 * What a function given as `protocols` throws passes through, apart from a `HandshakeError`, which becomes the refusal.
 *
 * @throws {TypeError | RangeError} when an option is wrong.
 */
export function createNegotiator(options: AcceptOptions = {}): Negotiator {
  const resolved = resolveAcceptOptions(options);
  return (request) => negotiateResolved(request, resolved);
}

/** Judges one opening handshake as a negotiator does that {@link createNegotiator} makes. */
export function negotiate(request: RequestHead, options: AcceptOptions = {}): Negotiation {
  return negotiateResolved(request, resolveAcceptOptions(options));
}

/** As {@link negotiate}, with options that are complete. */
export function negotiateResolved(request: RequestHead, options: ResolvedAcceptOptions): Negotiation {
  const verdict = judgeUpgradeRequest(request, options, sha1Base64);
  if (verdict.kind === 'refuse') return verdict;
  return {
    kind: 'accept',
    protocol: verdict.protocol,
    headers: [...verdict.headers, ...options.headers],
    take: (socket, head, owner) => takeSocket(socket, head, verdict, options, owner),
  };
}

function takeSocket(
  socket: Duplex,
  head: Buffer,
  { protocol = '', headers, deflate }: AcceptVerdict,
  options: ResolvedAcceptOptions,
  owner: Set<Socket> | undefined,
): Socket {
  if (socket instanceof NetSocket) socket.setTimeout(0).setNoDelay(true);
  if (head.length > 0) socket.unshift(head);
  const [extensions = ''] = headerValues(headers.flat(), 'sec-websocket-extensions');
  return new Socket(socket, connectionOptions('server', options, deflate), { protocol, extensions }, owner);
}
