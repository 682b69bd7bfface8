import type { ServerLink } from '../link/server-link.ts';
import { HARD_LIMIT } from './limits.ts';

/** What an outflow tells its connection. */
export interface OutflowObserver {
  /** The peer does not keep up: read nothing from it until {@link OutflowObserver.onOpen}. There is a deadline now. */
  onCongested(): void;
  onOpen(): void;
  /** The peer took nothing for too long, or more waits than may: close it with 4002. */
  onSlow(): void;
}

export interface OutflowLimits {
  /** What may wait before the peer counts as slow. */
  readonly sendBudgetBytes: number;
  /** How long a slow peer may take nothing, in ms. */
  readonly slowTimeoutMs: number;
}

/**
 * What waits to be sent over one link, and whether more may be produced for it: open ⇄ congested.
 *
 * It is congested from the budget on, until the link has drained. Whoever produces by himself (events, streams) asks {@link isOpen} and goes
 * on by {@link whenOpen}; what the peer asked for is sent all the same, and bounded because nothing more is read from it meanwhile.
 */
export class Outflow {
  readonly #link: ServerLink;
  readonly #limits: OutflowLimits;
  readonly #observer: OutflowObserver;
  readonly #now: () => number;
  /** Made when somebody waits: most peers never make anybody. */
  #waiting: Set<() => void> | undefined;
  #isCongested = false;
  #isClosed = false;
  #deadline = Number.POSITIVE_INFINITY;
  /** What waited when it was looked at last, while congested: less waits now only if the peer took some. */
  #owed = 0;
  /** Whether the peer took anything since the deadline was set. */
  #hasTaken = false;

  constructor(link: ServerLink, limits: OutflowLimits, observer: OutflowObserver, now: () => number) {
    this.#link = link;
    this.#limits = limits;
    this.#observer = observer;
    this.#now = now;
  }

  /** Whether the peer keeps up. */
  get isOpen(): boolean {
    return !this.#isCongested;
  }

  /** Calls back once, when it is open again. Asking twice with one function calls it once. */
  whenOpen(run: () => void): void {
    this.#waiting ??= new Set();
    this.#waiting.add(run);
  }

  /** Something is about to be handed to the link, which hides what the peer took until now. */
  sending(): void {
    if (this.#isCongested) this.#look();
  }

  /** Something was handed to the link. */
  sent(): void {
    // The link may have broken while it was written to.
    if (this.#isClosed) return;
    const waits = this.#link.bufferedAmount;
    if (waits > this.#limits.sendBudgetBytes) this.#congested(waits);
    if (waits > HARD_LIMIT * this.#limits.sendBudgetBytes) this.#observer.onSlow();
  }

  #congested(waits: number): void {
    this.#owed = waits;
    if (this.#isCongested) return;
    this.#isCongested = true;
    this.#hasTaken = false;
    this.#deadline = this.#now() + this.#limits.slowTimeoutMs;
    this.#observer.onCongested();
  }

  #look(): void {
    const waits = this.#link.bufferedAmount;
    this.#hasTaken ||= waits < this.#owed;
    this.#owed = waits;
  }

  /** The link has drained. */
  drained(): void {
    if (!this.#isCongested) return;
    this.#isCongested = false;
    this.#deadline = Number.POSITIVE_INFINITY;
    this.#observer.onOpen();
    this.#release();
  }

  /** The link is gone: whoever waits goes on, and finds it so. */
  closed(): void {
    this.#isClosed = true;
    this.#isCongested = false;
    this.#deadline = Number.POSITIVE_INFINITY;
    this.#release();
  }

  #release(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const run of waiting) run();
  }

  nextDeadline(): number {
    return this.#deadline;
  }

  timePassed(now: number): void {
    if (now < this.#deadline) return;
    this.#look();
    this.#deadline = this.#hasTaken ? now + this.#limits.slowTimeoutMs : Number.POSITIVE_INFINITY;
    if (!this.#hasTaken) this.#observer.onSlow();
    this.#hasTaken = false;
  }
}
