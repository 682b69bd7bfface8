import { MAX_CONTROL_PAYLOAD } from './opcode.ts';

/** Close codes that the engine itself uses or reports (RFC 6455 §7.4.1 and the IANA registry). */
export const CloseCode = {
  /** The purpose of the connection is fulfilled. */
  normal: 1000,
  /** The endpoint is going away: a server shuts down, a page is left. */
  goingAway: 1001,
  /** The peer broke RFC 6455 or 7692. */
  protocolError: 1002,
  /** The peer sent a kind of message that is not accepted here. */
  unsupported: 1003,
  /** Reported when a close frame had no code; never on the wire. */
  noStatus: 1005,
  /** Reported when the connection was lost without a close frame; never on the wire. */
  abnormal: 1006,
  /** A text message was not UTF-8. */
  invalidPayload: 1007,
  /** A message breaks a rule of the application. */
  policyViolation: 1008,
  /** A message is larger than the receiver takes. */
  messageTooBig: 1009,
  /** A client missed an extension that it needs. */
  mandatoryExtension: 1010,
  /** The endpoint met a condition that it did not expect. */
  internalError: 1011,
} as const;

/** Most bytes a close reason may have: a control payload of 125 less the code (RFC 6455 §5.5). */
export const MAX_CLOSE_REASON_BYTES = MAX_CONTROL_PAYLOAD - 2;

/** What a close frame says. `code` is 1005 where the frame had no payload. */
export interface Close {
  readonly code: number;
  readonly reason: string;
}

/**
 * Tells whether a code may stand in a close frame (RFC 6455 §7.4).
 *
 * 1004, 1005, 1006 and 1015 are reserved, 1016–2999 are not assigned, 3000–4999 belong to
 * frameworks and applications; nothing else exists.
 */
export function isWireCloseCode(code: number): boolean {
  if (!Number.isInteger(code)) return false;
  if (code >= 3000) return code <= 4999;
  return code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005 && code !== 1006;
}
