import type { Codec } from '../envelope/codec.ts';
import { type DetachedLimits, DetachedSessions } from './detached-sessions.ts';
import type { ResumeOffer } from './hello.ts';
import type { Heartbeat } from './liveness.ts';
import { type PausableLink, ServerConnection, type ServerConnectionObserver } from './server-connection.ts';
import { type Admission, ServerSession } from './server-session.ts';
import type { SessionLimits } from './session-limits.ts';

/** What a server's sessions have in common. */
export interface SessionTableOptions {
  readonly limits: SessionLimits;
  readonly detached: DetachedLimits;
  readonly heartbeat: Heartbeat;
  /** Sent to every client that has another one, or none. */
  readonly manifest: { readonly hash: string };
  /** 128 random bits as text, a new one each time. */
  newToken(): string;
  /** A public random id, a new one each time. */
  newPeer(): string;
  /** A cryptographic hash: sessions are found by it, so that the time of a search tells nothing of the tokens. */
  digest(token: string): string;
}

/** Where a connection is seated. */
interface Seat {
  readonly session: ServerSession;
  readonly resumed: boolean;
  readonly token: string;
  /** Counted envelopes that the client has. */
  readonly received: number;
}

/** All sessions of one server process, found by their tokens (protocol §4). */
export class SessionTable {
  readonly options: SessionTableOptions;
  readonly #sessions = new Map<string, ServerSession>();
  readonly #detached: DetachedSessions;

  constructor(options: SessionTableOptions) {
    this.options = options;
    this.#detached = new DetachedSessions(options.detached);
  }

  /** All sessions, attached or not. */
  get size(): number {
    return this.#sessions.size;
  }

  get detachedSize(): number {
    return this.#detached.size;
  }

  /** All sessions as they are now, attached or not; the oldest first. */
  sessions(): ServerSession[] {
    return [...this.#sessions.values()];
  }

  /** Takes a link that just opened. `address` stands in for the principal of an anonymous client where sessions are counted. */
  accept(link: PausableLink, codec: Codec, address: string, observer: ServerConnectionObserver, now: number): ServerConnection {
    return new ServerConnection(link, codec, address, this, observer, now);
  }

  /** Tells whether an offer is older than what its session has seen: only a higher generation than every accepted one may take it. */
  isOutdated({ token, generation }: ResumeOffer): boolean {
    const session = this.#sessions.get(this.options.digest(token));
    return session !== undefined && generation <= session.generation;
  }

  /** Seats an authenticated connection: on the session that it offers, if that can go on, else on a new one. */
  seat({ codec }: ServerConnection, offer: ResumeOffer | undefined, admission: Admission, now: number): Seat {
    const offered = offer === undefined ? undefined : this.#sessions.get(this.options.digest(offer.token));
    // Another principal's token is no token: its session stays untouched.
    if (offer === undefined || offered === undefined || offered.principal !== admission.principal) return this.#begin(codec, admission);
    // Fenced before the counts are read: what the older connection still brings is discarded.
    offered.connection?.fence(now);
    if (offered.codec !== codec || !offered.resume(offer.generation, offer.received)) {
      this.end(offered, 'the client came back and could not go on');
      return this.#begin(codec, admission);
    }
    this.#detached.delete(offered);
    return { session: offered, resumed: true, token: offer.token, received: offer.received };
  }

  #begin(codec: Codec, admission: Admission): Seat {
    const token = this.options.newToken();
    const tokenDigest = this.options.digest(token);
    const session = new ServerSession({ peer: this.options.newPeer(), tokenDigest }, codec, this.options.limits, admission);
    this.#sessions.set(tokenDigest, session);
    return { session, resumed: false, token, received: 0 };
  }

  /** A session lost its connection: it is kept for a while. */
  detach(session: ServerSession, address: string, now: number): void {
    session.detach(now);
    // Its owner may have ended it, being told.
    if (this.#sessions.has(session.identity.tokenDigest)) this.#detached.add(session, address);
    this.timePassed(now);
  }

  /** A session is over, at once. Its connection, if it has one, is to be closed first: what still came in over it would be dispatched. */
  end(session: ServerSession, reason: string): void {
    this.#detached.delete(session);
    if (this.#sessions.delete(session.identity.tokenDigest)) session.end(reason);
  }

  /** All sessions are over, as by {@link end}; those that begin meanwhile stay. */
  endAll(reason: string): void {
    for (const session of this.sessions()) this.end(session, reason);
  }

  nextDeadline(): number {
    return this.#detached.nextDeadline();
  }

  /** Ends the detached sessions whose time is over, or for which there is no room. The deadlines inside of a session are its owner's. */
  timePassed(now: number): void {
    for (const session of this.#detached.takeDue(now)) this.end(session, 'the client did not come back in time');
  }
}
