import type { Client } from '@trunkline/client';
import type { Socket } from '@trunkline/core/node';
import type { AnyContract, AnyProcedure, AnyTopic, Procedures } from '@trunkline/protocol';
import type { Context, Disconnection, Handlers, Peer, RoomOf, RoomParams, TopicHandler } from '@trunkline/server';
import type { FastifyRequest } from 'fastify';
import type { WsSocket } from '../links/ws-socket.ts';
import type { InjectUpgradeOptions } from '../routes/inject-upgrade.ts';
import type { InjectClientOptions } from './inject-client.ts';

/** What a connection in memory is told; `protocols` and `headers` above all. It goes to the plugin's own path unless said otherwise. */
export type InjectOptions = Partial<InjectUpgradeOptions>;

/** `app.rpc`: what an application does with its contract. */
export interface Rpc<Ctx = Context> {
  /**
   * Implements a procedure of the contract, a namespace or a pick of it. May be called in several plugins; when the app is ready, every
   * procedure must have one handler.
   *
   * @throws {TypeError} that names every fault.
   */
  implement<P extends AnyProcedure | Procedures>(procedures: P, handlers: NoInfer<Handlers<P, Ctx>>): void;
  /** Serves the rooms of a topic. One that nobody serves is open to everybody. @throws {TypeError} that says what is wrong. */
  topic<T extends AnyTopic>(topic: T, handler: NoInfer<TopicHandler<T, Ctx>>): void;
  /** A room, for the server's own code. @throws {TypeError} for a topic of another contract. */
  room<T extends AnyTopic>(topic: T, ...params: NoInfer<RoomParams<T>>): RoomOf<T>;
  /** The peers of this server, those included that have lost their connection and may come back. */
  peers(): readonly Peer<Ctx>[];
  /** Closes the connections of some peers of this server; with 4503 unless said otherwise, so that they stay away. @returns how many. */
  disconnect(which: Disconnection<Ctx>): number;
  /**
   * The handler of a route of `@fastify/websocket`: the same contract over a socket of `ws`. Needs no `this`.
   *
   * The upgrade is made then: what would have been refused over HTTP is closed with a code. Register this plugin before that one: when the app
   * closes, the first one closes first, and that one closes its sockets without waiting for calls. Its `maxPayload` is what a message may
   * come to in memory before it is found too big, so set it to `limits.messageBytes`.
   */
  readonly handleWebSocket: (socket: WsSocket, request: FastifyRequest) => void;
  /**
   * Opens a connection without a port, for tests: the request goes through all hooks, and what comes back is a client's socket of the engine.
   *
   * Rejects with a `HandshakeError`, which has the status, when the upgrade is refused.
   */
  inject(options?: InjectOptions): Promise<Socket>;
  /**
   * Connects a typed client without a port, for tests: all that a client does, over connections in memory. Close it behind the test.
   *
   * The contract is taken for its types: what is sent is checked by the server, as over a network; by the option `contract` here too.
   */
  inject<C extends AnyContract>(contract: C, options?: InjectClientOptions): Client<C>;
}
