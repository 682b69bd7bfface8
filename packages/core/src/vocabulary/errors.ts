import { type Close, CloseCode } from './close-code.ts';

/**
 * Every way a peer can break RFC 6455 or 7692, or pass a limit, with the close code that answers it: 1007 for bytes that
 * are no text or no deflate stream, 1009 for a limit of size, 1008 for one of time, 1002 for everything else (RFC 6455 §7.4.1).
 */
export const VIOLATION_CLOSE_CODES = {
  'reserved-bits': CloseCode.protocolError,
  'unknown-opcode': CloseCode.protocolError,
  'wrong-mask': CloseCode.protocolError,
  'length-not-minimal': CloseCode.protocolError,
  'length-out-of-range': CloseCode.protocolError,
  'control-too-long': CloseCode.protocolError,
  'control-fragmented': CloseCode.protocolError,
  'control-compressed': CloseCode.protocolError,
  'unexpected-continuation': CloseCode.protocolError,
  'expected-continuation': CloseCode.protocolError,
  'continuation-compressed': CloseCode.protocolError,
  'invalid-close-code': CloseCode.protocolError,
  'invalid-close-payload': CloseCode.protocolError,
  'invalid-utf8': CloseCode.invalidPayload,
  'invalid-deflate': CloseCode.invalidPayload,
  'frame-too-big': CloseCode.messageTooBig,
  'message-too-big': CloseCode.messageTooBig,
  'too-many-fragments': CloseCode.messageTooBig,
  'message-too-slow': CloseCode.policyViolation,
} as const;

/** A stable code for logs and tests. */
export type ProtocolViolation = keyof typeof VIOLATION_CLOSE_CODES;

/**
 * The remote endpoint broke the protocol or passed a limit.
 *
 * Thrown inside the engine only. The connection catches it, sends a close frame with `closeCode`
 * and reports it as the `cause` of the closure, so user code never needs a `catch` for what a
 * stranger sent.
 */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly violation: ProtocolViolation;
  readonly closeCode: number;

  constructor(violation: ProtocolViolation, options?: ErrorOptions) {
    const closeCode = VIOLATION_CLOSE_CODES[violation];
    super(`the peer sent ${violation} (close code ${closeCode})`, options);
    this.violation = violation;
    this.closeCode = closeCode;
  }
}

/** The moment is wrong for what our caller asks, for example sending on a closed connection. */
export class InvalidStateError extends Error {
  override readonly name = 'InvalidStateError';
}

/**
 * The connection ended before an operation could finish.
 *
 * `sent` and `received` are the two close frames, where there were any: a received one says that
 * the peer closed on purpose, neither says that the connection was lost.
 */
export class ConnectionClosedError extends Error {
  override readonly name = 'ConnectionClosedError';
  readonly sent: Close | undefined;
  readonly received: Close | undefined;

  constructor(sent: Close | undefined, received: Close | undefined, options?: ErrorOptions) {
    super(`the connection is closed (${describe('sent', sent)}, ${describe('received', received)})`, options);
    this.sent = sent;
    this.received = received;
  }
}

function describe(direction: string, close: Close | undefined): string {
  if (close === undefined) return `no close frame ${direction}`;
  return `${direction} ${close.code}${close.reason === '' ? '' : ` ${JSON.stringify(close.reason)}`}`;
}

/** Why an opening handshake failed, as a stable code for logs and tests. */
export type HandshakeProblem =
  | 'method'
  | 'http-version'
  | 'host'
  | 'upgrade'
  | 'key'
  | 'version'
  | 'path'
  | 'subprotocol'
  | 'extensions'
  | 'refused'
  | 'response'
  | 'accept-key'
  | 'redirect'
  | 'proxy'
  | 'timeout'
  | 'aborted'
  | 'network';

/**
 * The opening handshake failed: no connection came about.
 *
 * A dialer gets it as the rejection of `connect`; a server answers `status` over HTTP instead.
 */
export class HandshakeError extends Error {
  override readonly name = 'HandshakeError';
  readonly problem: HandshakeProblem;
  /** The HTTP status received, or the one to answer with; `undefined` where no HTTP answer is involved. */
  readonly status: number | undefined;
  /** The wait in ms, at most 24 days, that a server asks for which refused by a status and `Retry-After`; otherwise `undefined`. */
  readonly retryAfterMs: number | undefined;

  constructor(
    problem: HandshakeProblem,
    message: string,
    options?: ErrorOptions & { status?: number | undefined; retryAfterMs?: number | undefined },
  ) {
    super(message, options);
    this.problem = problem;
    this.status = options?.status;
    this.retryAfterMs = options?.retryAfterMs;
  }
}
