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
