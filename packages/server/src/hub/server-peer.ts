import type { AnyProcedure } from '@trunkline/protocol';
import {
  Alarm,
  type IncomingCall,
  messageBytes,
  type NotifyEnvelope,
  ProtocolCloseCode,
  type ServerConnection,
  type ServerSession,
  type ServerSessionObserver,
  staysAway,
  systemError,
} from '@trunkline/protocol/wire';
import { CallSlots } from '../calls/call-slots.ts';
import { dispatchCall } from '../calls/dispatch-call.ts';
import { callPeer } from '../calls/peer-calls.ts';
import { dispatchNotification, type SlotScope } from '../calls/plain-calls.ts';
import type { Log } from '../link/log.ts';
import type { Platform } from '../link/platform.ts';
import type { Identity } from '../peer/identity.ts';
import type { Rate } from '../peer/limits.ts';
import type { CallArguments, Called, Peer } from '../peer/peer.ts';
import { TokenBucket } from '../peer/token-bucket.ts';
import { refusalOf } from '../rooms/authorization.ts';
import { PeerRooms } from '../rooms/peer-rooms.ts';
import { AttachedConnection } from './attached-connection.ts';
import { PeerGate } from './peer-gate.ts';
import type { ConnectionOwner, SessionConnection } from './session-connection.ts';

/** The codes with which an application may close a connection (protocol §7). */
const FIRST_CODE = 4000;
const LAST_CODE = 4999;

/** Most bytes of a close reason (RFC 6455 §5.5). */
const MAX_REASON_BYTES = 123;

/**
 * How often a peer may bring other credentials: a client does once in the life of its own, and each time the application is asked about every
 * room that is joined.
 */
const AUTHENTICATIONS: Rate = { perSecond: 1, burst: 10 };

/** While a peer has no connection its streams fill so much of the outbox: the rest is for what ends them. */
const STREAMED_SHARE = 1 / 2;

/** One session's client: attached ⇄ detached → ended. It is what the application sees as `Peer`, and what its calls are run with. */
export class ServerPeer<Ctx> implements Peer<Ctx>, ServerSessionObserver, SlotScope<Ctx> {
  readonly outflow: PeerGate;
  readonly #session: ServerSession;
  readonly #owner: ConnectionOwner<Ctx>;
  readonly #calls: TokenBucket;
  readonly #authentications: TokenBucket;
  readonly #alarm: Alarm;
  #identity: Identity<Ctx>;
  #connection: SessionConnection<Ctx> | undefined;
  /** Of the connection it has, where it asked for a room. */
  #rooms: AttachedConnection<Ctx> | undefined;
  #kept: PeerRooms | undefined;
  #slots: CallSlots | undefined;
  #log: Log | undefined;

  constructor(session: ServerSession, identity: Identity<Ctx>, owner: ConnectionOwner<Ctx>) {
    const { platform, limits } = owner.parts;
    this.#session = session;
    this.#identity = identity;
    this.#owner = owner;
    this.#calls = new TokenBucket(limits.calls, platform.now());
    this.#authentications = new TokenBucket(AUTHENTICATIONS, platform.now());
    this.#alarm = new Alarm(platform, () => this.#timePassed());
    this.outflow = new PeerGate(() => {
      const { outboxBytes, outboxEnvelopes } = session.session.load;
      return outboxBytes < limits.outboxBytes * STREAMED_SHARE && outboxEnvelopes < limits.outboxEnvelopes * STREAMED_SHARE;
    });
  }

  get id(): string {
    return this.#session.identity.peer;
  }

  get context(): Ctx {
    return this.#identity.context;
  }

  get principal(): string | null {
    return this.#identity.principal;
  }

  get isConnected(): boolean {
    return this.#connection !== undefined;
  }

  /** Says, with everything, the peer and the request with which it came last. */
  get log(): Log {
    this.#log ??= (this.#connection?.log ?? this.#owner.parts.log).child({ peer: this.id });
    return this.#log;
  }

  get platform(): Platform {
    return this.#owner.parts.platform;
  }

  get isChecking(): boolean {
    return this.#owner.parts.isChecking;
  }

  get peer(): Peer<Ctx> {
    return this;
  }

  /** Of notifications, which have no call in the session. */
  get slots(): CallSlots {
    this.#slots ??= new CallSlots(this.#owner.parts.limits.callsInFlight);
    return this.#slots;
  }

  /** Handlers that run for it. */
  get callsInFlight(): number {
    return this.#session.session.load.incomingCalls + (this.#slots?.size ?? 0);
  }

  takeCall(): number {
    return this.#calls.take(this.platform.now());
  }

  /** Lets other credentials be looked at. Answers 0, or after how many ms they may be. */
  takeAuthentication(): number {
    return this.#authentications.take(this.platform.now());
  }

  onCall(call: IncomingCall): void {
    dispatchCall(this.#owner.parts.router, call, this);
  }

  onNotify(notification: NotifyEnvelope): void {
    dispatchNotification(this.#owner.parts.router, notification, this);
  }

  call<P extends AnyProcedure>(procedure: P, ...args: NoInfer<CallArguments<P>>): NoInfer<Called<P>>;
  call(procedure: AnyProcedure, ...args: readonly unknown[]): unknown {
    return callPeer(this.#session, procedure, args, this.#owner.parts, () => this.setAlarm());
  }

  close(code: number = ProtocolCloseCode.banned, reason = ''): void {
    if (!(Number.isInteger(code) && code >= FIRST_CODE && code <= LAST_CODE)) {
      throw new RangeError(`a peer is closed with a code from ${FIRST_CODE} to ${LAST_CODE}, not ${String(code)}`);
    }
    if (messageBytes(reason) > MAX_REASON_BYTES) throw new RangeError(`a close reason has at most ${MAX_REASON_BYTES} bytes`);
    if (this.#connection !== undefined) this.#connection.close(code, reason);
    else if (staysAway(code)) this.#owner.table.end(this.#session, reason);
  }

  /** The client said who it is, on a connection of its own; the session goes on as that. */
  identified(identity: Identity<Ctx>): void {
    this.#identity = identity;
    this.#session.changePrincipal(identity.principal);
  }

  /** The client has other credentials on a live connection. Resolves once it has left the rooms that they do not allow. */
  async changeIdentity(identity: Identity<Ctx>): Promise<void> {
    this.identified(identity);
    const rooms = this.#rooms;
    if (rooms === undefined) return;
    rooms.credentialsVersion += 1;
    await rooms.memberships.authorizeAgain(({ room }) => refusalOf(this.#owner.parts, room.entry, room.params, this, 'join'));
  }

  /** What rooms see of its connection. */
  roomConnection(connection: SessionConnection<Ctx>): AttachedConnection<Ctx> {
    const { parts } = this.#owner;
    this.#kept ??= new PeerRooms(parts, parts.lease, this.id);
    this.#rooms ??= new AttachedConnection(this, connection, this.#kept, parts);
    return this.#rooms;
  }

  onAttached(connection: ServerConnection): void {
    this.#connection = this.#owner.connectionOf(connection);
    this.#log = undefined;
    this.outflow.attach(this.#connection?.link.outflow);
    this.#connection?.carries(this);
  }

  onDetached(): void {
    this.#leaveConnection();
  }

  onEnded(): void {
    this.#leaveConnection();
    this.#alarm.stop();
    this.#slots?.abortAll(systemError('Closed', 'the session ended'));
    this.#kept?.presence.removeAll();
    this.#owner.remove(this.#session);
  }

  #leaveConnection(): void {
    this.#connection = undefined;
    this.outflow.attach(undefined);
    this.#rooms?.memberships.connectionClosed();
    this.#rooms = undefined;
  }

  /** The session may have another deadline. */
  setAlarm(): void {
    this.#alarm.set(this.#session.session.nextDeadline());
  }

  #timePassed(): void {
    this.#session.session.timePassed(this.platform.now());
    this.setAlarm();
  }
}
