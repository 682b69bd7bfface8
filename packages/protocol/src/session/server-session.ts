import type { Codec } from '../envelope/codec.ts';
import { OutcomeUnknownError } from '../envelope/rpc-error.ts';
import type { ServerConnection } from './server-connection.ts';
import { Session, type SessionObserver } from './session.ts';
import type { SessionLimits } from './session-limits.ts';

/** What a server's session tells its owner, once for each client. */
export interface ServerSessionObserver extends SessionObserver {
  /** The session rides on a connection: on its first, or, resumed, on another. */
  onAttached(connection: ServerConnection, now: number): void;
  /** The connection is lost; the session may be resumed. */
  onDetached(now: number): void;
  /** The session is over; its handlers were aborted. */
  onEnded(): void;
}

/** What a server found out about a client that said hello. */
export interface Admission {
  /** Whom the client logged in as; `null`: anonymous. */
  readonly principal: string | null;
  /** After which the credentials expire, in ms. */
  readonly expiresInMs?: number;
  /** Called for a new session, not for one that goes on. */
  observe(session: ServerSession): ServerSessionObserver;
}

/** How a session is known to others. */
export interface SessionIdentity {
  /** The public id of the client, kept by resume. */
  readonly peer: string;
  /** What its token is kept as: not the token itself, so that what leaks of a server's memory opens no session. */
  readonly tokenDigest: string;
}

/** One session as its server keeps it: attached ⇄ detached → ended. */
export class ServerSession {
  readonly identity: SessionIdentity;
  readonly codec: Codec;
  readonly session: Session;
  readonly #observer: ServerSessionObserver;
  #principal: string | null;
  #generation = 0;
  #connection: ServerConnection | undefined;
  #detachedAt = 0;

  constructor(identity: SessionIdentity, codec: Codec, limits: SessionLimits, admission: Admission) {
    this.identity = identity;
    this.codec = codec;
    this.#principal = admission.principal;
    this.session = new Session('server', codec, limits, {
      onCall: (call) => this.#observer.onCall(call),
      onNotify: (notification) => this.#observer.onNotify(notification),
    });
    this.#observer = admission.observe(this);
  }

  /** Whom the client logged in as last; `null`: anonymous. Another one may not resume the session. */
  get principal(): string | null {
    return this.#principal;
  }

  /** The highest attempt that was accepted; only a higher one may take the session (§4, Token and generation ⚑). */
  get generation(): number {
    return this.#generation;
  }

  /** The connection that it rides on. */
  get connection(): ServerConnection | undefined {
    return this.#connection;
  }

  /** When it lost its connection; means nothing while it has one. */
  get detachedAt(): number {
    return this.#detachedAt;
  }

  /** The client logged in anew, as whomever (§4.8): from now on the session belongs to that principal, also while it is detached. */
  changePrincipal(principal: string | null): void {
    this.#principal = principal;
  }

  /** A client that has `received` so much comes back. Answers whether the session can go on with it; if so, its attempt counts. */
  resume(generation: number, received: number): boolean {
    if (!this.session.canResume(received)) return false;
    this.#generation = generation;
    return true;
  }

  attached(connection: ServerConnection, now: number): void {
    this.#connection = connection;
    this.#observer.onAttached(connection, now);
  }

  detach(now: number): void {
    this.#connection = undefined;
    this.#detachedAt = now;
    this.session.detach();
    this.#observer.onDetached(now);
  }

  end(reason: string): void {
    this.#connection = undefined;
    const cause = new Error(reason);
    // There is no other session in which the client could be asked again.
    for (const call of this.session.end(cause))
      call.fail(new OutcomeUnknownError('the session was lost before the answer came', { cause }));
    this.#observer.onEnded();
  }
}
