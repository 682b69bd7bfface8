import { endsSession, ProtocolCloseCode } from '../envelope/close-code.ts';
import type { Codec } from '../envelope/codec.ts';
import { type Envelope, isCounted, type OutboundEnvelope, type RequestEnvelope } from '../envelope/envelope.ts';
import { EnvelopeError } from '../envelope/envelope-error.ts';
import { DEFAULT_PEER_LIMITS, type PeerLimits } from '../envelope/limits.ts';
import { type Message, messageBytes } from '../envelope/message.ts';
import { retryAfterOf } from '../envelope/retry-after.ts';
import { type RpcError, systemError } from '../envelope/rpc-error.ts';
import { type Answer, responseOf } from './answer.ts';
import { HeldMessages } from './held-messages.ts';
import { HELLO, type HelloParams, type HelloResult, readHelloParams } from './hello.ts';
import type { Link } from './link.ts';
import type { Admission, ServerSession } from './server-session.ts';
import type { SessionTable } from './session-table.ts';

/** Time from the opening of a connection until its hello is accepted, in ms (protocol §10). */
const HELLO_TIMEOUT_MS = 10_000;

/** A link whose reading can be stopped: while a hello is decided nothing more is read from it. */
export interface PausableLink extends Link {
  pause(): void;
  resume(): void;
}

/** What a connection tells its server. */
export interface ServerConnectionObserver {
  /** A client said hello. Authenticate it, and `admit` or `refuse` the connection, now or later. */
  onHello(hello: HelloParams, connection: ServerConnection, now: number): void;
  /** A control request of an accepted client. To be answered by `respond`, once. */
  onControl(request: RequestEnvelope, connection: ServerConnection, now: number): void;
}

/** awaiting the hello → deciding about it → open → closed. */
type State =
  | { readonly kind: 'awaiting' }
  | { readonly kind: 'deciding'; readonly id: number; readonly hello: HelloParams }
  | { readonly kind: 'open'; readonly session: ServerSession }
  | { readonly kind: 'closed' };

/**
 * One connection as the server sees it (protocol §4): awaiting the hello → deciding about it → open → closed.
 *
 * Once closed, by either side or because a newer connection took the session, whatever still comes in is discarded unread.
 */
export class ServerConnection {
  readonly link: PausableLink;
  readonly codec: Codec;
  /** For the accounting of anonymous sessions. */
  readonly address: string;
  readonly #table: SessionTable;
  readonly #observer: ServerConnectionObserver;
  readonly #held = new HeldMessages();
  readonly #helloDeadline: number;
  #clientLimits = DEFAULT_PEER_LIMITS;
  #state: State = { kind: 'awaiting' };

  constructor(link: PausableLink, codec: Codec, address: string, table: SessionTable, observer: ServerConnectionObserver, now: number) {
    this.link = link;
    this.codec = codec;
    this.address = address;
    this.#table = table;
    this.#observer = observer;
    this.#helloDeadline = now + HELLO_TIMEOUT_MS;
  }

  /** The session that rides on this connection, once it is open. */
  get session(): ServerSession | undefined {
    return this.#state.kind === 'open' ? this.#state.session : undefined;
  }

  /** What the client takes and grants, as its hello says. */
  get clientLimits(): PeerLimits {
    return this.#clientLimits;
  }

  get isClosed(): boolean {
    return this.#state.kind === 'closed';
  }

  /** A message came in. What breaks the protocol closes the connection with 4500 and ends its session. */
  receive(message: Message, now: number): void {
    try {
      this.#receive(message, now);
    } catch (error) {
      if (!(error instanceof EnvelopeError)) throw error;
      this.close(ProtocolCloseCode.badEnvelope, error.problem, now);
    }
  }

  #receive(message: Message, now: number): void {
    switch (this.#state.kind) {
      case 'awaiting':
        this.#held.count(message);
        this.#receiveHello(this.codec.decode(message), now);
        break;
      case 'deciding':
        this.#held.hold(message);
        break;
      case 'open':
        this.#dispatch(this.codec.decode(message), messageBytes(message), this.#state.session, now);
        break;
      case 'closed':
    }
  }

  #receiveHello(envelope: Envelope, now: number): void {
    if (envelope.kind !== 'request' || envelope.method !== HELLO) throw new EnvelopeError('no-hello');
    const hello = readHelloParams(envelope.params);
    if (hello.session !== undefined && this.#table.isOutdated(hello.session)) {
      this.close(ProtocolCloseCode.superseded, 'a newer connection has the session', now);
      return;
    }
    this.#clientLimits = hello.limits ?? DEFAULT_PEER_LIMITS;
    this.#state = { kind: 'deciding', id: envelope.id, hello };
    this.link.pause();
    this.#observer.onHello(hello, this, now);
  }

  #dispatch(envelope: Envelope, bytes: number, session: ServerSession, now: number): void {
    if (isCounted(envelope) || envelope.kind === 'ack') {
      session.session.receive(envelope, bytes, now);
      return;
    }
    switch (envelope.kind) {
      case 'request':
        if (envelope.method === HELLO) this.respond(envelope.id, { error: systemError('InvalidRequest', 'the hello was said') });
        else this.#observer.onControl(envelope, this, now);
        break;
      case 'refused':
        if (envelope.id !== undefined) this.#send({ kind: 'response', id: envelope.id, error: envelope.error });
        break;
      case 'ping':
        this.#send({ kind: 'pong', n: envelope.n });
        break;
      case 'pong':
      case 'unknown':
        break;
      default:
        // A server makes no control requests, and only it sends events.
        throw new EnvelopeError('wrong-role');
    }
  }

  /**
   * The client is who it says: its session goes on, or a new one begins. Does nothing on a connection that is no longer deciding.
   *
   * All in one turn: check the generation again, fence the older connection, take the generation, read the counts, reply,
   * send again (§4, Order of a resume ⚑).
   */
  admit(admission: Admission, now: number): void {
    if (this.#state.kind !== 'deciding') return;
    const { id, hello } = this.#state;
    if (hello.session !== undefined && this.#table.isOutdated(hello.session)) {
      this.close(ProtocolCloseCode.superseded, 'a newer connection has the session', now);
      return;
    }
    const { session, resumed, token, received } = this.#table.seat(this, hello.session, admission, now);
    // The owner may close the connection as it is asked for the session's observer, or told of the older connection.
    if (!this.isClosed) this.#state = { kind: 'open', session };
    this.#send({
      kind: 'response',
      id,
      result: this.#resultOf({ token, received: session.session.received, resumed }, session, hello, admission),
    });
    session.session.attach(this.link, received, this.#clientLimits, now);
    session.attached(this, now);
    // The link may break while it is written to. What the owner closes when it is told has found its session already.
    if (this.isClosed && session.connection === this) this.#table.detach(session, this.address, now);
    for (const message of this.#held.takeAll()) this.receive(message, now);
    if (!this.isClosed) this.link.resume();
  }

  #resultOf(session: HelloResult['session'], { identity }: ServerSession, hello: HelloParams, { expiresInMs }: Admission): HelloResult {
    const { limits, heartbeat, manifest } = this.#table.options;
    return {
      session,
      peer: identity.peer,
      limits: limits.own,
      heartbeat,
      // Whole and not negative, as a client expects it: the difference of two clocks may be neither.
      ...(expiresInMs === undefined ? {} : { expiresInMs: Math.max(0, Math.floor(expiresInMs)) }),
      ...(hello.contract === manifest.hash ? {} : { manifest }),
    };
  }

  /** The client is turned away: told why, then closed. The session that it offered stays as it is. */
  refuse(error: RpcError, now: number): void {
    if (this.#state.kind === 'deciding') this.dismiss(this.#state.id, error, now);
  }

  /** The client's credentials are refused, those of its hello or later ones: told why by the answer to a request, then closed. */
  dismiss(id: number, error: RpcError, now: number): void {
    this.respond(id, { error });
    // The reason of 4005 is the ms to wait, where the server said so (§7).
    if (error.name === 'Unavailable') this.close(ProtocolCloseCode.overloaded, `${retryAfterOf(error) ?? ''}`, now);
    else this.close(ProtocolCloseCode.unauthenticated, error.name, now);
  }

  /**
   * Answers a control request; with `TooLarge`, if the client does not take so much, and with `Internal` in the place of an error
   * whose data cannot be sent. On a closed connection it does nothing.
   *
   * @throws {TypeError} when the result is not plain data.
   */
  respond(id: number, answer: Answer): void {
    const message = this.#encode(id, answer);
    const fits = messageBytes(message) <= this.#clientLimits.messageBytes;
    if (!this.isClosed) this.link.send(fits ? message : this.codec.encode(responseOf(id, { error: systemError('TooLarge') })));
  }

  #encode(id: number, answer: Answer): Message {
    try {
      return this.codec.encode(responseOf(id, answer));
    } catch (error) {
      if ('result' in answer) throw error;
      return this.codec.encode(responseOf(id, { error: systemError('Internal') }));
    }
  }

  /** Closes the connection; nothing that comes in later is looked at. */
  close(code: number, reason: string, now: number): void {
    if (this.isClosed) return;
    this.link.close(code, reason);
    this.#end(endsSession(code, 'server'), reason, now);
  }

  /** A newer connection takes the session. */
  fence(now: number): void {
    const { session } = this;
    this.#state = { kind: 'closed' };
    this.link.close(ProtocolCloseCode.superseded, 'a newer connection took the session');
    session?.detach(now);
  }

  /** The link is gone. `code` is the close code received; 1006 where there was none. */
  closed(code: number, reason: string, now: number): void {
    if (!this.isClosed) this.#end(endsSession(code, 'client'), reason, now);
  }

  #end(isSessionOver: boolean, reason: string, now: number): void {
    const { session } = this;
    this.#state = { kind: 'closed' };
    if (session?.connection !== this) return;
    if (isSessionOver) this.#table.end(session, reason);
    else this.#table.detach(session, this.address, now);
  }

  nextDeadline(): number {
    return this.#state.kind === 'awaiting' || this.#state.kind === 'deciding' ? this.#helloDeadline : Number.POSITIVE_INFINITY;
  }

  timePassed(now: number): void {
    if (now >= this.nextDeadline()) this.close(ProtocolCloseCode.heartbeatLost, 'no hello in time', now);
  }

  #send(envelope: OutboundEnvelope): void {
    if (!this.isClosed) this.link.send(this.codec.encode(envelope));
  }
}
