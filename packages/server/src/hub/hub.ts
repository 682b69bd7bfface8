import type { Broker } from '@trunkline/broker';
import { type AnyContract, type AnyProcedure, type AnyTopic, type Checks, compiledChecks, type Procedures } from '@trunkline/protocol';
import { DEFAULT_HEARTBEAT, type Heartbeat, ProtocolCloseCode, systemError } from '@trunkline/protocol/wire';
import type { Handlers } from '../calls/call-given.ts';
import { CallSlots } from '../calls/call-slots.ts';
import { PlainCalls } from '../calls/plain-calls.ts';
import { Router } from '../calls/router.ts';
import { rpcErrorOf } from '../calls/rpc-error-of.ts';
import type { Log } from '../link/log.ts';
import type { Platform } from '../link/platform.ts';
import type { LinkReceiver } from '../link/server-link.ts';
import type { Context, Identity } from '../peer/identity.ts';
import { type HubLimits, resolveHubLimits } from '../peer/limits.ts';
import type { Peer } from '../peer/peer.ts';
import { ApplicationRoom } from '../rooms/application-room.ts';
import { PresenceLease } from '../rooms/presence-lease.ts';
import { RoomRequests } from '../rooms/room-requests.ts';
import { RoomTable } from '../rooms/room-table.ts';
import type { RoomWorld } from '../rooms/room-world.ts';
import type { RoomOf, RoomParams, TopicHandler } from '../rooms/topic-handler.ts';
import { TopicTable } from '../rooms/topic-table.ts';
import { drain } from './drain.ts';
import type { HubParts } from './hub-parts.ts';
import { PeerTable } from './peer-table.ts';
import { PlainConnection, type PlainGreeting } from './plain-connection.ts';
import { plainScope } from './plain-scope.ts';
import type { Greeting } from './session-connection.ts';

/** What people read where a connection was closed. */
const GOING_AWAY = 'the server is going away';

/** The code of that for a connection without a session (RFC 6455 §7.4.1). */
const PLAIN_GOING_AWAY = 1001;

export interface HubOptions {
  readonly contract: AnyContract;
  readonly platform: Platform;
  /** Closed by whoever made it. */
  readonly broker: Broker;
  readonly log: Log;
  readonly limits?: Partial<HubLimits> | undefined;
  /** When a silent peer is asked for a sign of life, as clients are told. Default 25 s, and 10 s more to answer (protocol §8). */
  readonly heartbeat?: Heartbeat | undefined;
  /** Whether what the server sends is checked against the contract. Default true; servers leave it out where speed counts more. */
  readonly isChecking?: boolean | undefined;
  /** How TypeBox schemas are checked. Default: by generated code. */
  readonly checks?: Checks | undefined;
}

/** Which peers to disconnect, and how. */
export interface Disconnection<Ctx = Context> {
  readonly where: (peer: Peer<Ctx>) => boolean;
  /** As of `Peer.close`. */
  readonly code?: number | undefined;
  readonly reason?: string | undefined;
}

/** Who asks, where there is no connection. */
export interface LoneRequest<Ctx = Context> {
  readonly identity: Identity<Ctx>;
  readonly log: Log;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** A server without transports: shells hand it their links, the application its handlers (protocol.md). */
export class Hub<Ctx = Context> {
  readonly #parts: HubParts<Ctx>;
  readonly #topics: TopicTable;
  readonly #peers: PeerTable<Ctx>;
  readonly #plainCalls: PlainCalls;
  readonly #plain = new Set<PlainConnection<Ctx>>();
  /** Of requests without a connection, each with slots of its own. */
  readonly #lone = new Set<CallSlots>();
  #isDraining = false;

  /** @throws {RangeError} when a limit is wrong. */
  constructor(options: HubOptions) {
    const { contract, platform, broker, log, limits, heartbeat = DEFAULT_HEARTBEAT, isChecking = true, checks = compiledChecks } = options;
    const world: RoomWorld = {
      platform,
      broker,
      log,
      isChecking,
      limits: resolveHubLimits(limits),
      incarnation: platform.randomId(),
      toRpcError: (thrown, fields, peerLog = log) => rpcErrorOf(thrown, fields, { log: peerLog, platform }),
    };
    const rooms = new RoomTable(world);
    const router = new Router<Ctx>(contract, checks);
    this.#topics = new TopicTable(contract, checks);
    const roomRequests = new RoomRequests(world, this.#topics.byName, rooms);
    const lease = new PresenceLease(world);
    this.#parts = { ...world, heartbeat, router, rooms, roomRequests, lease };
    this.#peers = new PeerTable(contract, this.#parts);
    this.#plainCalls = new PlainCalls(router);
  }

  get limits(): HubLimits {
    return this.#parts.limits;
  }

  /** Implements a procedure, a namespace of the contract or a pick of it. @throws {TypeError} as of `Router.implement`. */
  implement<P extends AnyProcedure | Procedures>(procedures: P, handlers: NoInfer<Handlers<P, Ctx>>): void {
    this.#parts.router.implement(procedures, handlers);
  }

  /** Serves the rooms of a topic. @throws {TypeError} when it is served already, or the handler is not complete. */
  topic<T extends AnyTopic>(topic: T, handler: NoInfer<TopicHandler<T, Ctx>>): void;
  topic(topic: AnyTopic, handler: unknown): void {
    this.#topics.serve(topic, handler);
  }

  /** @throws {Error} that names every procedure that is not implemented, and every topic that has a snapshot and is not served. */
  requireComplete(): void {
    const procedures = this.#parts.router.missing().map((name) => `procedure ${name}: nobody implements it; call implement(…)`);
    const topics = this.#topics.missing().map((name) => `topic ${name}: it has a snapshot that nobody gives; call topic(…)`);
    const missing = [...procedures, ...topics];
    if (missing.length > 0) throw new Error(missing.join('\n'));
  }

  /** A room, for the server's own code. @throws {TypeError} for a topic of another contract. */
  room<T extends AnyTopic>(topic: T, ...params: NoInfer<RoomParams<T>>): RoomOf<T>;
  room(topic: AnyTopic, params?: unknown): unknown {
    return new ApplicationRoom(this.#parts, this.#topics.entryOf(topic), params);
  }

  /** The peers of this server, those included that have lost their connection and may come back. */
  peers(): readonly Peer<Ctx>[] {
    return this.#peers.peers;
  }

  /** Closes the connections of some peers of this server; 4503 unless said otherwise, so that they stay away. @returns how many. */
  disconnect({ where, code = ProtocolCloseCode.banned, reason = '' }: Disconnection<Ctx>): number {
    const peers = this.#peers.peers.filter(where);
    for (const peer of peers) peer.close(code, reason);
    return peers.length;
  }

  /** Takes a link that speaks one of the subprotocols. */
  accept(greeting: Greeting<Ctx>): LinkReceiver {
    const connection = this.#peers.accept(greeting);
    // Its upgrade was let in before the drain began.
    if (this.#isDraining) connection.close(ProtocolCloseCode.drained, GOING_AWAY);
    return connection;
  }

  /** Takes a link that speaks plain JSON-RPC. */
  acceptPlain(greeting: PlainGreeting<Ctx>): LinkReceiver {
    const connection = new PlainConnection(greeting, this.#parts, this.#plainCalls, (closed) => this.#plain.delete(closed));
    this.#plain.add(connection);
    if (this.#isDraining) connection.close(PLAIN_GOING_AWAY, GOING_AWAY);
    return connection;
  }

  /** Answers one message of plain JSON-RPC that came by itself, the body of a `POST` for example. Never rejects. */
  async answer(text: string, { identity, log, signal }: LoneRequest<Ctx>): Promise<string | undefined> {
    const slots = new CallSlots(this.limits.callsInFlight);
    const abort = () => slots.abortAll(systemError('Cancelled', 'nobody waits for the answer'));
    this.#lone.add(slots);
    signal.addEventListener('abort', abort);
    try {
      const answer = this.#plainCalls.answer(text, plainScope(this.#parts, { identity, log, slots }));
      // Nobody would be told of it any more.
      if (signal.aborted) abort();
      return await answer;
    } finally {
      signal.removeEventListener('abort', abort);
      this.#lone.delete(slots);
    }
  }

  /** Takes leave of all clients: tells them, lets their calls finish for so many ms, and closes with 4001; plain ones with 1001. */
  async drain(withinMs: number): Promise<void> {
    this.#isDraining = true;
    await drain(
      {
        callsInFlight: () => this.#callsInFlight(),
        announce: (ms) => this.#announceDrain(ms),
        closeAll: () => this.#closeConnections(),
      },
      this.#parts.platform,
      withinMs,
    );
  }

  #callsInFlight(): number {
    const counts = this.#peers.peers.map((peer) => (peer.isConnected ? peer.callsInFlight : 0));
    for (const { callsInFlight } of this.#plain) counts.push(callsInFlight);
    for (const { size } of this.#lone) counts.push(size);
    return counts.reduce((sum, count) => sum + count, 0);
  }

  #announceDrain(withinMs: number): void {
    for (const connection of this.#peers.connections) {
      // One without a session has nothing here that would have to end first.
      if (!connection.announceDrain(withinMs, GOING_AWAY)) connection.close(ProtocolCloseCode.drained, GOING_AWAY);
    }
  }

  #closeConnections(): void {
    for (const connection of this.#peers.connections) connection.close(ProtocolCloseCode.drained, GOING_AWAY);
    for (const connection of [...this.#plain]) connection.close(PLAIN_GOING_AWAY, GOING_AWAY);
  }

  /** Closes what {@link drain} has not closed, ends all sessions, whose handlers are aborted, and leaves all rooms. No link is taken any more. */
  close(): void {
    this.#isDraining = true;
    this.#closeConnections();
    for (const slots of this.#lone) slots.abortAll(systemError('Closed', 'the server is closed'));
    this.#peers.endAll('the server is closed');
    this.#parts.rooms.close();
  }
}
