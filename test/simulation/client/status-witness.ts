import type { Status, StatusDetail } from '@trunkline/client/platform';
import { expectThat } from '../kernel/violation.ts';

/** Latest that a timer may ring before its time counts as not kept, in ms: times are rounded. */
const EARLY_MS = 1;

/** How late an attempt may be, in ms: a little more than timers are. */
const LATE_MS = 50;

/** What a witness knows of the client by its connections, its platform and its application. */
export interface StatusFacts {
  /** By the client's own clock, as people have it. */
  date(): number;
  /** Since when it is awake, by the same clock. */
  awakeSince(): number;
  /** Whether a connection is open whose hello was accepted. */
  isConnected(): boolean;
  /** Whether the platform said that there is no network, and nothing else since. */
  isOffline(): boolean;
  /** Whether the application has closed it. */
  isClosed(): boolean;
  /** Whether a server has said to stay away, or has refused credentials twice. */
  mayStop(): boolean;
}

/** Sees that a client's status is true, each time that it is told and behind every step. */
export class StatusWitness {
  readonly #who: string;
  readonly #facts: StatusFacts;
  #told: Status = 'connecting';
  #wasLive = false;
  #retryAt = Number.NEGATIVE_INFINITY;

  constructor(who: string, facts: StatusFacts) {
    this.#who = who;
    this.#facts = facts;
  }

  told(status: Status, { reason, retryAt }: StatusDetail): void {
    const { date, isConnected, isOffline, isClosed, mayStop } = this.#facts;
    const before = this.#told;
    this.#told = status;
    this.#retryAt = retryAt ?? Number.NEGATIVE_INFINITY;
    const what = () => `${this.#who}: ${status} after ${before}, ${JSON.stringify({ reason, retryAt })} at ${date()}`;
    expectThat(before !== 'closed', 'a closed client changes no more', what);
    expectThat(status !== 'closed' || isClosed() || mayStop(), 'a client closes when it is told to', what);
    expectThat(status === 'closed' || (status === 'live') === isConnected(), 'a client is live exactly while it is connected', what);
    expectThat(status !== 'connecting' || !this.#wasLive, 'a client that was live reconnects', what);
    expectThat(status !== 'reconnecting' || this.#wasLive, 'a client reconnects that was live', what);
    expectThat(status !== 'offline' || isOffline(), 'a client is offline where its platform says so', what);
    expectThat((reason === undefined) === (status === 'live'), 'a status has a reason unless it is live', what);
    // The timer of one that is due may be late.
    expectThat(retryAt === undefined || this.#isSoonAfter(retryAt), 'the next attempt is yet to come', what);
    this.#wasLive ||= status === 'live';
  }

  /** The platform says that there is a network again: what was said of the next attempt does not hold any more. */
  online(): void {
    this.#retryAt = Number.NEGATIVE_INFINITY;
  }

  /** An attempt begins. */
  attempted(): void {
    const { date } = this.#facts;
    const lateMs = date() - this.#retryAt;
    const what = () => `${this.#who}: ${lateMs} ms late`;
    expectThat(this.#told !== 'closed', 'a closed client dials no more', what);
    expectThat(lateMs >= -EARLY_MS, 'the next attempt is made at the time that was told', what);
    const isSoon = this.#retryAt === Number.NEGATIVE_INFINITY || this.#isSoonAfter(this.#retryAt);
    expectThat(isSoon, 'the next attempt is made at the time that was told', what);
  }

  /** Whether a time is yet to come, or is over for no longer than a timer is late. */
  #isSoonAfter(time: number): boolean {
    const { date, awakeSince } = this.#facts;
    return date() - Math.max(time, awakeSince()) <= LATE_MS;
  }

  /** The end of a step. */
  check(status: Status): void {
    expectThat(status === this.#told, 'the status is the one that was told last', () => `${this.#who}: ${status}, told ${this.#told}`);
    if (status === 'closed') return;
    expectThat((status === 'live') === this.#facts.isConnected(), 'a client is live exactly while it is connected', () => {
      return `${this.#who}: ${status}`;
    });
  }
}
