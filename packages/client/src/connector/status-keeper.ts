import type { RetryReason } from '@trunkline/protocol/wire';
import type { Platform } from '../transport/platform.ts';
import type { Status, StatusDetail } from './status.ts';

/**
 * How a client stands, and whom to tell of each change.
 *
 *     connecting ── live ──► live ── waiting ──► reconnecting ── live ──► live
 *         └────────── networkLost ──► offline ◄── networkLost ──┘          closed, from everywhere: for good
 *
 * Times are those of the platform's clock; `Infinity` where no attempt is planned.
 */
export class StatusKeeper {
  readonly #platform: Pick<Platform, 'now' | 'date'>;
  readonly #tell: (status: Status, detail: StatusDetail) => void;
  #status: Status = 'connecting';
  #why: Pick<StatusDetail, 'reason' | 'cause'> = { reason: 'lost' };
  /** When the next attempt is made, as it was told. */
  #attemptAt = Number.POSITIVE_INFINITY;
  #wasLive = false;
  #isOffline = false;

  constructor(platform: Pick<Platform, 'now' | 'date'>, tell: (status: Status, detail: StatusDetail) => void) {
    this.#platform = platform;
    this.#tell = tell;
  }

  get status(): Status {
    return this.#status;
  }

  /** Calls go out. */
  live(): void {
    this.#wasLive = true;
    this.#isOffline = false;
    if (this.#status !== 'live') this.#set('live', {});
  }

  /** Calls do not go out; the next attempt is made at that time. `cause` is what the application threw. */
  waiting(reason: RetryReason, attemptAt: number, cause?: unknown): void {
    this.#why = { reason, ...(cause !== undefined && { cause }) };
    this.#wait(attemptAt);
  }

  #wait(attemptAt: number): void {
    this.#attemptAt = attemptAt;
    const waitMs = Math.max(0, attemptAt - this.#platform.now());
    this.#set(this.#resting, waitMs === Number.POSITIVE_INFINITY ? this.#why : { ...this.#why, retryAt: this.#platform.date() + waitMs });
  }

  /** The next attempt may be made sooner than was told. */
  hurried(attemptAt: number): void {
    if (this.#status !== 'live' && attemptAt < this.#attemptAt) this.#wait(attemptAt);
  }

  /** The platform says that there is no network. A connection that lives is believed more. */
  networkLost(attemptAt: number): void {
    this.#isOffline = true;
    if (this.#status !== 'live') this.#wait(attemptAt);
  }

  /** The platform says that there is a network again. */
  networkBack(attemptAt: number): void {
    this.#isOffline = false;
    if (this.#status === 'offline') this.#wait(attemptAt);
    else this.hurried(attemptAt);
  }

  closed(detail: StatusDetail): void {
    this.#set('closed', detail);
  }

  get #resting(): Status {
    if (this.#isOffline) return 'offline';
    return this.#wasLive ? 'reconnecting' : 'connecting';
  }

  #set(status: Status, detail: StatusDetail): void {
    if (this.#status === 'closed') return;
    this.#status = status;
    this.#tell(status, detail);
  }
}
