import type { Codec } from '../envelope/codec.ts';
import type { Envelope, NotifyEnvelope } from '../envelope/envelope.ts';
import { EnvelopeError } from '../envelope/envelope-error.ts';
import type { PeerLimits } from '../envelope/limits.ts';
import { systemError } from '../envelope/rpc-error.ts';
import type { IncomingCall } from './incoming-call.ts';
import { IncomingCalls } from './incoming-calls.ts';
import type { Link } from './link.ts';
import type { OutgoingCall } from './outgoing-call.ts';
import { OutgoingCalls } from './outgoing-calls.ts';
import type { SessionLimits } from './session-limits.ts';
import { Transmission } from './transmission.ts';

/** What a session tells its owner. */
export interface SessionObserver {
  /** A call came in and has a slot. Its handler frees the slot by `respond` or `fail`, exactly once. */
  onCall(call: IncomingCall): void;
  onNotify(notification: NotifyEnvelope): void;
}

/** What a session holds. */
export interface SessionLoad {
  /** Bytes that wait for a confirmation. */
  readonly outboxBytes: number;
  /** Envelopes that wait for a confirmation. */
  readonly outboxEnvelopes: number;
  /** Bytes of the peer's input that wait for their handlers. */
  readonly unconsumedInputBytes: number;
  /** Handlers that run. */
  readonly incomingCalls: number;
  /** Calls that wait for an answer. */
  readonly outgoingCalls: number;
}

/**
 * The conversation that survives connections: calls and streams in both directions, counted, confirmed and sent again (protocol §3, §4).
 *
 * It rides on one link at a time. While it is detached nothing is aborted, and what it sends waits in the outbox.
 */
export class Session {
  readonly #role: 'client' | 'server';
  readonly #observer: SessionObserver;
  readonly #transmission: Transmission;
  readonly #outgoing: OutgoingCalls;
  readonly #incoming: IncomingCalls;
  #isOver = false;

  constructor(role: 'client' | 'server', codec: Codec, limits: SessionLimits, observer: SessionObserver) {
    this.#role = role;
    this.#observer = observer;
    this.#transmission = new Transmission(codec, limits.outbox, limits.own);
    this.#outgoing = new OutgoingCalls(this.#transmission, role === 'client' ? 1 : 2, {
      credit: limits.own.credit,
      calls: limits.outgoingCalls,
    });
    this.#incoming = new IncomingCalls(
      this.#transmission,
      { credit: limits.own.credit, calls: limits.incomingCalls, unconsumedBytes: limits.unconsumedInputBytes },
      (call) => this.#observer.onCall(call),
    );
  }

  /** Counted envelopes received: what a hello tells the other side. */
  get received(): number {
    return this.#transmission.received;
  }

  get load(): SessionLoad {
    return {
      outboxBytes: this.#transmission.outboxBytes,
      outboxEnvelopes: this.#transmission.outboxEnvelopes,
      unconsumedInputBytes: this.#incoming.unconsumedBytes,
      incomingCalls: this.#incoming.size,
      outgoingCalls: this.#outgoing.size,
    };
  }

  /** Tells whether this side can go on with a peer that has received so much (§4, Outbox). */
  canResume(peerReceived: number): boolean {
    return this.#transmission.reaches(peerReceived);
  }

  /** Rides on a link from now on; what the peer has not received is sent again first. Ask {@link canResume} before. */
  attach(link: Link, peerReceived: number, peerLimits: PeerLimits, now: number): void {
    this.#transmission.attach(link, peerReceived, peerLimits, (id) => this.#outgoing.requestAgain(id, now));
  }

  /** The link is gone. Nothing is aborted: the session may be resumed. */
  detach(): void {
    this.#transmission.detach();
  }

  /**
   * The session is over: handlers are aborted with `Closed`, calls in flight end as unknown.
   *
   * @returns the calls that did not end, because they may be sent in another session, in order.
   */
  end(cause: unknown): OutgoingCall[] {
    this.#isOver = true;
    this.#transmission.close();
    this.#incoming.sessionLost(cause);
    return this.#outgoing.sessionLost(cause);
  }

  /** Sends a call. One that the peer would not take, for which there is no room, or that comes when the session is over, fails at once. */
  begin(call: OutgoingCall, now: number): void {
    if (this.#isOver) call.fail(systemError('Closed', 'the session is over'));
    else this.#outgoing.begin(call, now);
  }

  /** Sends a notification. @throws {RpcError} `TooLarge`. @throws {TypeError} when params are not plain data. */
  notify(notification: Omit<NotifyEnvelope, 'kind'>): void {
    this.#transmission.send({ kind: 'notify', ...notification });
  }

  /**
   * Takes a counted envelope, or an ack, that came in over the link.
   *
   * @param bytes - the length of its message.
   * @throws {EnvelopeError} when the peer broke the protocol: the connection is to be closed with 4500, the session to be ended.
   */
  receive(envelope: Envelope, bytes: number, now: number): void {
    if (envelope.kind === 'ack') {
      this.#transmission.acknowledged(envelope.received);
      return;
    }
    // First of all: it counts even when its content is refused (§2).
    this.#transmission.count(bytes, now);
    this.#dispatch(envelope, bytes, now);
    this.#transmission.timePassed(now);
  }

  #dispatch(envelope: Envelope, bytes: number, now: number): void {
    switch (envelope.kind) {
      case 'request':
        this.#expectPeers(envelope.id);
        this.#incoming.request(envelope, now);
        break;
      case 'refused':
        if (envelope.id !== undefined) this.#expectPeers(envelope.id);
        this.#incoming.refused(envelope);
        break;
      case 'response':
        this.#expectOwn(envelope.id);
        this.#outgoing.response(envelope);
        break;
      case 'notify':
        this.#observer.onNotify(envelope);
        break;
      case 'item':
        if (this.#isOwn(envelope.id)) this.#outgoing.item(envelope, bytes);
        else this.#incoming.item(envelope, bytes);
        break;
      case 'credit':
        if (this.#isOwn(envelope.id)) this.#outgoing.credit(envelope);
        else this.#incoming.credit(envelope);
        break;
      case 'end':
        this.#expectPeers(envelope.id);
        this.#incoming.end(envelope);
        break;
      case 'cancel':
        this.#expectPeers(envelope.id);
        this.#incoming.cancel(envelope.id);
        break;
      default:
        throw new EnvelopeError('unknown-kind');
    }
  }

  nextDeadline(): number {
    return Math.min(this.#transmission.nextDeadline(), this.#outgoing.nextDeadline(), this.#incoming.nextDeadline());
  }

  timePassed(now: number): void {
    this.#transmission.timePassed(now);
    this.#outgoing.timePassed(now);
    this.#incoming.timePassed(now);
  }

  /** Tells whether a call is one of this side: a client's ids are odd, a server's even (§2). */
  #isOwn(id: number): boolean {
    if (id <= 0) throw new EnvelopeError('bad-id');
    return (id % 2 === 1) === (this.#role === 'client');
  }

  #expectOwn(id: number): void {
    if (!this.#isOwn(id)) throw new EnvelopeError('bad-id');
  }

  #expectPeers(id: number): void {
    if (this.#isOwn(id)) throw new EnvelopeError('bad-id');
  }
}
