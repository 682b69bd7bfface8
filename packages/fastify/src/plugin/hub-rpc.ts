import type { Client } from '@trunkline/client';
import type { Socket } from '@trunkline/core/node';
import type { AnyContract, AnyProcedure, AnyTopic, Procedures } from '@trunkline/protocol';
import type { Context, Disconnection, Handlers, Hub, Peer, RoomOf, RoomParams, TopicHandler } from '@trunkline/server';
import type { FastifyInstance } from 'fastify';
import { injectUpgrade } from '../routes/inject-upgrade.ts';
import { type InjectClientOptions, injectClient } from './inject-client.ts';
import { rootOf } from './root-of.ts';
import type { InjectOptions, Rpc } from './rpc.ts';

/** `app.rpc` on a hub. */
export class HubRpc implements Rpc {
  readonly handleWebSocket: Rpc['handleWebSocket'];
  readonly #hub: Hub;
  readonly #app: FastifyInstance;
  readonly #path: string;

  constructor(hub: Hub, app: FastifyInstance, path: string, handleWebSocket: Rpc['handleWebSocket']) {
    this.#hub = hub;
    this.#app = app;
    this.#path = path;
    this.handleWebSocket = handleWebSocket;
  }

  implement<P extends AnyProcedure | Procedures>(procedures: P, handlers: NoInfer<Handlers<P, Context>>): void {
    this.#hub.implement(procedures, handlers);
  }

  topic<T extends AnyTopic>(topic: T, handler: NoInfer<TopicHandler<T, Context>>): void {
    this.#hub.topic(topic, handler);
  }

  room<T extends AnyTopic>(topic: T, ...params: NoInfer<RoomParams<T>>): RoomOf<T> {
    return this.#hub.room(topic, ...params);
  }

  peers(): readonly Peer[] {
    return this.#hub.peers();
  }

  disconnect(which: Disconnection): number {
    return this.#hub.disconnect(which);
  }

  inject(options?: InjectOptions): Promise<Socket>;
  inject<C extends AnyContract>(contract: C, options?: InjectClientOptions): Client<C>;
  inject(given: InjectOptions | AnyContract = {}, clientOptions: InjectClientOptions = {}): unknown {
    const app = rootOf(this.#app);
    const ownPath = `${this.#app.prefix}${this.#path}`;
    if ('~trunkline' in given) {
      const { path = ownPath, ...options } = clientOptions;
      return injectClient(app, path, options);
    }
    const { path = ownPath, ...options } = given;
    return injectUpgrade(app, { path, ...options });
  }
}
