import { readWaitMs } from '../envelope/retry-after.ts';
import { backOffMs } from './back-off.ts';
import { type ConnectionEnd, judgeEnd, type RetryReason } from './connection-end.ts';

/**
 * How long a connection must have been live before its end counts as the first failure again, in ms. 10 s: what a server that fails
 * under the load of those who come back, or accepts and then closes, does within seconds; and no longer than a hello may take (protocol §10).
 */
const STABLE_AFTER_MS = 10_000;

/**
 * While the platform says that it is offline, an attempt is made all the same once in so many ms: with VPNs and virtual adapters it is
 * known to be wrong, and then nobody would ever say "online".
 */
const OFFLINE_PROBE_MS = 60_000;

/** Least time between two waits that are cut short, in ms: a flapping adapter says "online" again and again. */
const SKIP_EVERY_MS = 10_000;

/** How to say hello. */
export interface Attempt {
  /** `fresh`: without the session, because it ended or lives on over the connection that drains. */
  readonly session: 'resume' | 'fresh';
  /** `ask-rejected`: the auth provider is to be told that what it gave last was refused. */
  readonly auth: 'ask' | 'ask-rejected';
}

/** What to do next. */
export type ReconnectDecision =
  /** Connect at the time `at`, unless a later decision says otherwise. */
  | ({ readonly kind: 'retry'; readonly at: number; readonly reason: RetryReason } & Attempt)
  /** Nobody is to come back: told to stay away (45xx), or refused with credentials asked for anew. */
  | { readonly kind: 'stop'; readonly reason: 'staysAway' | 'unauthenticated' };

interface Wait {
  readonly at: number;
  /** Before this time nothing makes it come back: the server asked for it. */
  readonly notBefore: number;
  readonly reason: RetryReason;
}

/**
 * When, and how, a client connects again (protocol §4, §7).
 *
 *     trying ── live ──► live ── ended ──► waiting ── timePassed ──► trying
 *        └────── ended ────────────────────►  │                        ▲
 *                        live ── drained ──► waiting, live still ──────┘
 *
 * It is told of the newest connection only: what becomes of an older one, superseded or drained, decides nothing; and of none once the
 * application has closed the client. Waits grow
 * with each failure until a connection was stable; the server's own wish for a wait comes first, and the growing jitter on top of it.
 */
export class ReconnectPolicy {
  readonly #random: () => number;
  #failures = 0;
  #liveSince: number | undefined;
  #wait: Wait | undefined;
  #attempt: Attempt = { session: 'resume', auth: 'ask' };
  /** Set while offline. */
  #probeAt: number | undefined;
  #skippedAt = Number.NEGATIVE_INFINITY;

  /** `random` answers from 0 to below 1. */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** A hello has succeeded: credentials are good, and there is a session to resume. */
  live(now: number): void {
    this.#liveSince = now;
    this.#wait = undefined;
    this.#probeAt = undefined;
    this.#attempt = { session: 'resume', auth: 'ask' };
  }

  /** The newest connection, or the attempt at it, has ended. */
  ended(end: ConnectionEnd, now: number): ReconnectDecision {
    const liveSince = this.#liveSince;
    this.#liveSince = undefined;
    this.#wait = undefined;
    if (liveSince !== undefined && now - liveSince >= STABLE_AFTER_MS) this.#failures = 0;
    const verdict = judgeEnd(end, liveSince !== undefined);
    if (verdict.kind === 'stop') return verdict;
    const { reason, waitMs, endsSession } = verdict;
    if (reason === 'rejected' && this.#attempt.auth === 'ask-rejected') return { kind: 'stop', reason: 'unauthenticated' };
    // Both stay so until a hello succeeds, whatever fails in between.
    if (reason === 'rejected') this.#attempt = { ...this.#attempt, auth: 'ask-rejected' };
    if (endsSession) this.#attempt = { ...this.#attempt, session: 'fresh' };
    const notBefore = now + waitMs;
    this.#wait = { at: notBefore + backOffMs(this.#failures, this.#random), notBefore, reason };
    this.#failures += 1;
    if (this.#probeAt !== undefined) this.#probeAt = now + OFFLINE_PROBE_MS;
    return this.#decision(this.#wait);
  }

  /**
   * The server drains and asks to go elsewhere within this time: a second connection is due after a random part of it, without the
   * session, which stays where its calls are.
   */
  drained(withinMs: number, now: number): ReconnectDecision {
    const at = now + this.#random() * (readWaitMs(withinMs) ?? 0);
    this.#attempt = { ...this.#attempt, session: 'fresh' };
    this.#wait = { at, notBefore: at, reason: 'drained' };
    return this.#decision(this.#wait);
  }

  /** The platform says that there is no network: whoever waits goes on waiting. A connection that lives is not touched. */
  offline(now: number): void {
    this.#probeAt ??= now + OFFLINE_PROBE_MS;
  }

  /** The platform says that there is a network again. As {@link hurry}. */
  online(now: number): ReconnectDecision | undefined {
    this.#probeAt = undefined;
    return this.hurry(now);
  }

  /** There is a reason to hope, or somebody looks: a wait that the server did not ask for ends now. `undefined`: nobody waits. */
  hurry(now: number): ReconnectDecision | undefined {
    if (this.#wait === undefined) return undefined;
    const at = Math.max(now, this.#wait.notBefore);
    if (at < this.#wait.at && now - this.#skippedAt >= SKIP_EVERY_MS) {
      this.#skippedAt = now;
      this.#wait = { ...this.#wait, at };
    }
    return this.#decision(this.#wait);
  }

  nextDeadline(): number {
    return this.#wait === undefined ? Number.POSITIVE_INFINITY : this.#dueAt(this.#wait);
  }

  /** Tells how to connect, once, when it is time to. */
  timePassed(now: number): Attempt | undefined {
    if (now < this.nextDeadline()) return undefined;
    this.#wait = undefined;
    return this.#attempt;
  }

  #decision(wait: Wait): ReconnectDecision {
    return { kind: 'retry', at: this.#dueAt(wait), reason: wait.reason, ...this.#attempt };
  }

  #dueAt({ at }: Wait): number {
    return this.#probeAt === undefined ? at : Math.max(at, this.#probeAt);
  }
}
