/**
 * Close codes of the subprotocol (protocol §7). The range decides what a client does, so that an old client understands new codes:
 * 4000–4499 come back, 4500–4999 stay away.
 */
export const ProtocolCloseCode = {
  /** The server is draining; another one, or its successor, takes over. */
  drained: 4001,
  /** The peer did not read for too long. */
  slow: 4002,
  /** A newer connection took the session. */
  superseded: 4003,
  /** Nothing was heard for too long: no hello, no end of a message, no answer to a ping. */
  heartbeatLost: 4004,
  /** The server has too much to do; the reason is the delay in ms after which to come back. */
  overloaded: 4005,
  /** The credentials expired and were not renewed. */
  credentialsExpired: 4006,
  /** The peer broke the subprotocol. */
  badEnvelope: 4500,
  /** The credentials were refused. */
  unauthenticated: 4501,
  /** The application shut the peer out. */
  banned: 4503,
} as const;

const FIRST_STAY_AWAY = 4500;
const LAST_STAY_AWAY = 4999;

/** Tells whether a close code is of the range that says: do not come back (protocol §7). */
export function staysAway(code: number): boolean {
  return code >= FIRST_STAY_AWAY && code <= LAST_STAY_AWAY;
}

/** Closes over what a message holds: unsupported, no text, too big (RFC 6455 §7.4.1). Resumed, the same message would come again. */
const CONTENT_CODES: readonly number[] = [1003, 1007, 1009];

/**
 * Tells whether a close ends the session at once; any other end of a connection leaves it to be resumed (protocol §4).
 *
 * A client that says 1000 or 1001 is done.
 */
export function endsSession(code: number, sentBy: 'client' | 'server'): boolean {
  if (CONTENT_CODES.includes(code) || staysAway(code)) return true;
  return sentBy === 'client' && (code === 1000 || code === 1001);
}
