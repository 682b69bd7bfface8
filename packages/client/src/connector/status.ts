import type { RetryReason } from '@trunkline/protocol/wire';

/**
 * How a client stands: `connecting` for the first time, `live`, `reconnecting` after a connection was lost, `offline` where the platform says that
 * there is no network, `closed` for good.
 */
export type Status = 'connecting' | 'live' | 'reconnecting' | 'offline' | 'closed';

/** What is known about a change of status. */
export interface StatusDetail {
  /** Why it is not live; missing while it is. `staysAway` and `unauthenticated`: it does not come back by itself. */
  readonly reason?: RetryReason | 'staysAway' | 'unauthenticated' | 'closed' | undefined;
  /** What the `auth` provider threw, where the reason is `authFailed`. */
  readonly cause?: unknown;
  /** When the next attempt is made, as `Date.now()` has it; missing where none is planned. */
  readonly retryAt?: number | undefined;
}
