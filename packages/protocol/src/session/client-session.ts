import { endsSession, ProtocolCloseCode } from '../envelope/close-code.ts';
import type { Codec } from '../envelope/codec.ts';
import type { DrainEnvelope, RoomEnvelope } from '../envelope/envelope.ts';
import { EnvelopeError } from '../envelope/envelope-error.ts';
import { type RpcError, systemError } from '../envelope/rpc-error.ts';
import { type ClientClose, ClientConnection } from './client-connection.ts';
import type { HelloParams, HelloResult } from './hello.ts';
import type { Link } from './link.ts';
import type { OutgoingCall } from './outgoing-call.ts';
import { Session, type SessionObserver } from './session.ts';
import type { SessionLimits } from './session-limits.ts';
import { WaitingCalls, type WaitingLimits } from './waiting-calls.ts';

export interface ClientSessionOptions {
  readonly codec: Codec;
  readonly limits: SessionLimits;
  readonly waiting: WaitingLimits;
}

/** What a client says in its hello besides its session. */
export type Introduction = Pick<HelloParams, 'auth' | 'client' | 'contract'>;

/** What a client session tells its owner. */
export interface ClientSessionObserver extends SessionObserver {
  /** The server accepted a connection; calls go there from now on. */
  onLive(connection: ClientConnection, hello: HelloResult, now: number): void;
  /** The server refused a connection's hello; `onClosed` follows. */
  onRefused(connection: ClientConnection, error: RpcError): void;
  /** `bytes` is the length of its message. */
  onRoom(connection: ClientConnection, envelope: RoomEnvelope, now: number, bytes: number): void;
  /** The server asks to move: open another connection after a random part of `withinMs`, by `connectBeside`. */
  onDrain(connection: ClientConnection, envelope: DrainEnvelope, now: number): void;
  /** A connection is gone. Its code's range tells whether to come back (protocol §7). */
  onClosed(connection: ClientConnection, close: ClientClose, now: number): void;
}

/** A session, and the connection that it rides on or rode on last. */
interface Carried {
  readonly session: Session;
  readonly token: string;
  connection: ClientConnection;
}

/** A connection whose hello is not answered, and the session that it offers to resume. */
interface Attempt {
  readonly connection: ClientConnection;
  readonly offered: Carried | undefined;
}

/**
 * A client's conversation with a server over all its connections (protocol §4): resumes the session where it can; where it cannot,
 * sends again what is harmless and ends the rest as unknown.
 *
 * There is one current session. While a server drains, the one before it keeps its calls until they end.
 */
export class ClientSession {
  readonly #options: ClientSessionOptions;
  readonly #observer: ClientSessionObserver;
  readonly #waiting: WaitingCalls;
  #generation = 0;
  #attempt: Attempt | undefined;
  #current: Carried | undefined;
  #retiring: Carried | undefined;
  #isClosed = false;

  constructor(options: ClientSessionOptions, observer: ClientSessionObserver) {
    this.#options = options;
    this.#observer = observer;
    this.#waiting = new WaitingCalls(options.waiting);
  }

  /** Calls that no session carries yet. */
  get waitingCalls(): number {
    return this.#waiting.size;
  }

  /** Takes a link that just opened, in the place of the connection before it, and offers to resume the session. A client that is closed closes it. */
  connect(link: Link, introduction: Introduction, now: number): ClientConnection {
    // Before `received` is read: what the old connection still brings must not be counted any more (§4, Order of a resume).
    this.#attempt?.connection.close(ProtocolCloseCode.superseded, 'a newer connection', now);
    this.#current?.connection.close(ProtocolCloseCode.superseded, 'a newer connection', now);
    return this.#open(link, this.#current, introduction, now);
  }

  /** Takes a link to the server that follows a draining one: without the session, which keeps its connection until its calls end. */
  connectBeside(link: Link, introduction: Introduction, now: number): ClientConnection {
    this.#attempt?.connection.close(ProtocolCloseCode.superseded, 'a newer connection', now);
    return this.#open(link, undefined, introduction, now);
  }

  #open(link: Link, offered: Carried | undefined, introduction: Introduction, now: number): ClientConnection {
    this.#generation += 1;
    const connection: ClientConnection = new ClientConnection(
      link,
      this.#options.codec,
      {
        onHello: (result, at) => this.#accepted(connection, result, at),
        onRefused: (error) => this.#observer.onRefused(connection, error),
        onCounted: (envelope, bytes, at) => this.#sessionOn(connection)?.receive(envelope, bytes, at),
        onRoom: (envelope, at, bytes) => this.#observer.onRoom(connection, envelope, at, bytes),
        onDrain: (envelope, at) => this.#observer.onDrain(connection, envelope, at),
        onClosed: (close, at) => this.#connectionClosed(connection, close, at),
      },
      now,
    );
    // Its owner may close the client as it is told that the connection before is closed.
    if (this.#isClosed) {
      connection.close(1000, 'the client is closed', now);
      return connection;
    }
    this.#attempt = { connection, offered };
    connection.hello({ ...introduction, limits: this.#options.limits.own, ...this.#offerOf(offered) });
    return connection;
  }

  #offerOf(offered: Carried | undefined): Pick<HelloParams, 'session'> {
    if (offered === undefined) return {};
    return { session: { token: offered.token, generation: this.#generation, received: offered.session.received } };
  }

  #accepted(connection: ClientConnection, hello: HelloResult, now: number): void {
    const offered = this.#attempt?.offered;
    this.#attempt = undefined;
    if (hello.session.resumed) this.#resumed(connection, offered, hello, now);
    else this.#begun(connection, hello, now);
    this.#sendWaiting(now);
    if (connection.isLive) this.#observer.onLive(connection, hello, now);
  }

  #resumed(connection: ClientConnection, offered: Carried | undefined, hello: HelloResult, now: number): void {
    if (offered === undefined || offered.token !== hello.session.token) throw new EnvelopeError('bad-member');
    offered.connection = connection;
    if (offered.session.canResume(hello.session.received)) {
      offered.session.attach(connection.link, hello.session.received, hello.limits, now);
    } else {
      // The server misses what the outbox here has forgotten. 1000 ends the session there too.
      connection.close(1000, 'cannot resume', now);
    }
  }

  #begun(connection: ClientConnection, hello: HelloResult, now: number): void {
    const previous = this.#current;
    const session = new Session('client', this.#options.codec, this.#options.limits, this.#observer);
    session.attach(connection.link, 0, hello.limits, now);
    this.#current = { session, token: hello.session.token, connection };
    if (previous === undefined) return;
    if (previous.connection.isClosed) {
      this.#lose(previous, 'the server does not know the session any more', now);
    } else {
      // A second drain in a row: the one that retired before has had its time.
      const older = this.#retiring;
      this.#retiring = previous;
      if (older === undefined) return;
      this.#lose(older, 'moved on', now);
      older.connection.close(1000, 'moved on', now);
    }
  }

  #connectionClosed(connection: ClientConnection, close: ClientClose, now: number): void {
    // Somebody else has the session now, or this client's own later attempt, whose answer never came: it cannot be told apart (§4).
    const isSuperseded = close.code === ProtocolCloseCode.superseded && close.sentBy === 'server';
    if (this.#attempt?.connection === connection) {
      const { offered } = this.#attempt;
      this.#attempt = undefined;
      // One that offered no session, beside a draining server, loses none.
      if (isSuperseded && offered !== undefined) this.#loseCurrent(close.reason, now);
    } else if (this.#current?.connection === connection) {
      if (isSuperseded || endsSession(close.code, close.sentBy)) this.#loseCurrent(close.reason, now);
      else this.#current.session.detach();
    } else if (this.#retiring?.connection === connection) {
      const retiring = this.#retiring;
      this.#retiring = undefined;
      this.#lose(retiring, close.reason, now);
    }
    this.#observer.onClosed(connection, close, now);
  }

  #loseCurrent(reason: string, now: number): void {
    const current = this.#current;
    this.#current = undefined;
    if (current !== undefined) this.#lose(current, reason, now);
  }

  #lose({ session }: Carried, reason: string, now: number): void {
    this.#waiting.addAgain(session.end(new Error(reason)));
    // A caller may close the client as it is told how its call ended.
    if (this.#isClosed) this.#failWaiting();
    else this.#sendWaiting(now);
  }

  #sendWaiting(now: number): void {
    const current = this.#current;
    if (current === undefined || !current.connection.isLive) return;
    for (const call of this.#waiting.takeAll()) current.session.begin(call, now);
  }

  #sessionOn(connection: ClientConnection): Session | undefined {
    if (this.#current?.connection === connection) return this.#current.session;
    return this.#retiring?.connection === connection ? this.#retiring.session : undefined;
  }

  /**
   * Sends a call, now or, in order, once there is a session; until then it keeps its deadline.
   *
   * @throws {TypeError} when its params are neither an object nor an array.
   */
  call(call: OutgoingCall, now: number): void {
    if (this.#isClosed) call.fail(systemError('Closed', 'the client is closed'));
    else if (call.deadline <= now) call.expire();
    else if (this.#current?.connection.isLive === true) this.#current.session.begin(call, now);
    else {
      const { method, params, trace } = call.request;
      // What cannot be encoded throws now: once there is a session nobody is there to catch it, and the calls behind it would be lost.
      this.#options.codec.encode({ kind: 'request', id: 1, method, params, meta: trace });
      this.#waiting.add(call);
    }
  }

  /** Asks the server of every live connection for a sign of life, now. */
  probe(now: number): void {
    for (const connection of this.#connections()) connection.probe(now);
  }

  /** Closes everything: calls that wait end as `Closed`, those that were sent and are no queries as unknown. */
  close(reason: string, now: number): void {
    this.#isClosed = true;
    for (const connection of this.#connections()) connection.close(1000, reason, now);
    this.#loseCurrent(reason, now);
    this.#failWaiting();
  }

  #failWaiting(): void {
    for (const call of this.#waiting.takeAll()) call.fail(systemError('Closed', 'the client was closed'));
  }

  nextDeadline(): number {
    // Asked for with each message: nothing is allocated.
    const attempt = this.#attempt?.connection.nextDeadline() ?? Number.POSITIVE_INFINITY;
    return Math.min(this.#waiting.nextDeadline(), attempt, deadlineOf(this.#current), deadlineOf(this.#retiring));
  }

  timePassed(now: number): void {
    for (const machine of this.#timed()) machine.timePassed(now);
  }

  #timed() {
    const sessions = [this.#current, this.#retiring].flatMap((carried) => (carried === undefined ? [] : [carried.session]));
    return [this.#waiting, ...sessions, ...this.#connections()];
  }

  #connections(): ClientConnection[] {
    return [this.#attempt, this.#current, this.#retiring].flatMap((holder) => (holder === undefined ? [] : [holder.connection]));
  }
}

function deadlineOf(carried: Carried | undefined): number {
  if (carried === undefined) return Number.POSITIVE_INFINITY;
  return Math.min(carried.session.nextDeadline(), carried.connection.nextDeadline());
}
