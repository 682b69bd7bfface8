import { DEFAULT_PEER_LIMITS, type PeerLimits } from '../envelope/limits.ts';
import { DEFAULT_OUTBOX_LIMITS, type OutboxLimits } from './outbox.ts';

/** What one session may hold on this side. */
export interface SessionLimits {
  /** What this side takes and grants; its hello tells the peer. */
  readonly own: PeerLimits;
  readonly outbox: OutboxLimits;
  /** Calls of the peer whose handlers run. Past it a call is answered `TooMany`. */
  readonly incomingCalls: number;
  /** Calls of this side that wait for an answer. Past it a call fails with `TooMany`. */
  readonly outgoingCalls: number;
  /** Bytes of the peer's input that handlers have not taken. Past it the call that brings more is answered `TooMany`. */
  readonly unconsumedInputBytes: number;
}

/**
 * 256 calls of the peer, 4 MiB of its input (protocol §3, §10). 1,024 calls of this side: more than any peer with the default
 * lets in, so that the bound is felt only where a peer does not answer at all.
 */
export const DEFAULT_SESSION_LIMITS: SessionLimits = {
  own: DEFAULT_PEER_LIMITS,
  outbox: DEFAULT_OUTBOX_LIMITS,
  incomingCalls: 256,
  outgoingCalls: 1_024,
  unconsumedInputBytes: 4 << 20,
};
