import type { ServerConnection, SessionLimits } from '@trunkline/protocol/wire';
import { expectThat } from '../kernel/violation.ts';
import type { KeptSession } from './kept-session.ts';

/** All that is known of the sessions of one server process, ended ones too while their handlers run. */
export class SessionBook {
  readonly #byToken = new Map<string, KeptSession>();

  get byToken(): ReadonlyMap<string, KeptSession> {
    return this.#byToken;
  }

  get attached(): readonly KeptSession[] {
    return [...this.#byToken.values()].filter(({ isEnded, detachedAt }) => !isEnded && detachedAt === undefined);
  }

  add(kept: KeptSession): void {
    this.#byToken.set(kept.token, kept);
  }

  /** The session that rides on a connection. */
  on({ session }: ServerConnection): KeptSession | undefined {
    return session === undefined ? undefined : [...this.#byToken.values()].find((kept) => kept.session === session);
  }

  nextDeadline(): number {
    let earliest = Number.POSITIVE_INFINITY;
    for (const { session, isEnded } of this.#byToken.values()) {
      if (!isEnded) earliest = Math.min(earliest, session.session.nextDeadline());
    }
    return earliest;
  }

  timePassed(now: number): void {
    for (const { session, isEnded } of this.#byToken.values()) if (!isEnded) session.session.timePassed(now);
  }

  /** Sees that every session keeps to its limits (protocol §3, §4, §10). */
  check(limits: SessionLimits): void {
    for (const kept of this.#byToken.values()) {
      checkLoad(kept, limits);
      // All that an ended session leaves behind are handlers that were aborted.
      if (kept.isEnded && kept.running === 0) this.#byToken.delete(kept.token);
    }
  }

  /** What is not as it should be when all is quiet. */
  unrest(): string[] {
    return [...this.#byToken.values()].flatMap(({ name, running, session, isEnded }) => [
      ...(running > 0 ? [`${name}: ${running} handlers run`] : []),
      ...(!isEnded && session.session.nextDeadline() < Number.POSITIVE_INFINITY ? [`${name} has a timer`] : []),
      ...(session.session.load.outboxBytes > 0 ? [`${name} has an outbox`] : []),
      ...(session.session.load.unconsumedInputBytes > 0 ? [`${name} has unconsumed input`] : []),
    ]);
  }
}

function checkLoad({ name, session, running }: KeptSession, limits: SessionLimits): void {
  const { load } = session.session;
  const what = () => `${name}: ${JSON.stringify(load)}, ${running} handlers run`;
  expectThat(load.incomingCalls === running && running <= limits.incomingCalls, 'a slot is taken exactly while its handler runs', what);
  expectThat(load.outboxBytes <= limits.outbox.bytes, 'an outbox keeps to its limit', what);
  expectThat(load.unconsumedInputBytes <= limits.unconsumedInputBytes, 'unconsumed input keeps to its limit', what);
  expectThat(load.outgoingCalls <= limits.outgoingCalls, 'calls in flight keep to their limit', what);
}
