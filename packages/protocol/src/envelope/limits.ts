/** What one side takes and grants, as its hello tells the other (protocol §4). */
export interface PeerLimits {
  /** Most bytes of one message that this side takes. */
  readonly messageBytes: number;
  /** Items that the other side may have out in one stream before any is returned. */
  readonly credit: number;
}

/** 1 MiB: far above any honest call or event. 32 items: enough to fill a round trip, few enough to hold for each stream. */
export const DEFAULT_PEER_LIMITS: PeerLimits = { messageBytes: 1 << 20, credit: 32 };

/** Deepest nesting of a value in an envelope (protocol §10). */
export const MAX_DEPTH = 64;
