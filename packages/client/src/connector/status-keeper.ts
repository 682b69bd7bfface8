import type { RetryReason } from '@trunkline/protocol/wire';
import type { Platform } from '../transport/platform.ts';
import type { Status, StatusDetail } from './status.ts';

/**
 * How a client stands, and whom to tell of each change.
 *
 *     connecting ── live ──► live ── waiting ──► reconnecting ── live ──► live
 *         └────────── networkLost ──► offline ◄── networkLost ──┘          closed, from everywhere: for good
 */
export class StatusKeeper {
  readonly #platform: Pick<Platform, 'now' | 'date'>;
  readonly #tell: (status: Status, detail: StatusDetail) => void;
  #status: Status = 'connecting';
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

  /** Calls do not go out; the next attempt is at that time of the platform's clock, `Infinity` where none is planned. */
  waiting(reason: RetryReason, at: number): void {
    const { now, date } = { now: this.#platform.now(), date: this.#platform.date() };
    this.#set(this.#resting, at === Number.POSITIVE_INFINITY ? { reason } : { reason, retryAt: date + at - now });
  }

  /** The platform says that there is no network. A connection that lives is believed more. */
  networkLost(): void {
    this.#isOffline = true;
    if (this.#status !== 'live') this.#set('offline', { reason: 'lost' });
  }

  /** The platform says that there is a network again. */
  networkBack(): void {
    this.#isOffline = false;
    if (this.#status === 'offline') this.#set(this.#resting, {});
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
