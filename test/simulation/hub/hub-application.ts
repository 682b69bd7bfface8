import type { Hub, Peer } from '@trunkline/server';
import type { Ledger } from '../calls/ledger.ts';
import type { Host } from '../kernel/host.ts';
import type { Random } from '../kernel/random.ts';
import type { Server } from '../modules.ts';
import type { RoomTruth } from '../rooms/room-truth.ts';
import type { EventContent, EventName, SnapshotContent, WorkParams, WorldContract } from '../rooms/world-contract.ts';
import type { TopicName } from '../rooms/world-room.ts';
import type { HubStyle } from '../settings.ts';
import { type HandlerGiven, HubCallee } from './hub-callee.ts';
import { PlannedFailure } from './hub-log.ts';

/** What the application knows of a client: the rooms that it may not be in. */
export interface SimulatedContext {
  readonly denied: ReadonlySet<string>;
}

/** Where an application runs. */
export interface ApplicationPlace {
  readonly host: Host;
  readonly hub: Hub<SimulatedContext>;
  readonly server: Server;
  readonly contract: WorldContract;
  readonly ledger: Ledger;
  readonly style: HubStyle;
  readonly random: Random;
  truthOf(room: TopicName): RoomTruth;
  isCalm(): boolean;
}

/** What an application does on its server: decides who may be where, sees what is published, takes snapshots, answers calls. All that takes time. */
export class HubApplication {
  readonly #place: ApplicationPlace;

  constructor(place: ApplicationPlace) {
    this.#place = place;
    const { hub, contract } = place;
    const { feed, board, hall, club } = contract.topics;
    this.#implement();
    hub.topic(feed, { authorize: this.#authorizer('feed'), onPublish: (_, { data }) => this.#see(data) });
    hub.topic(board, { authorize: this.#authorizer('board'), snapshot: () => this.#exactSnapshot(), onPublish: (_, { data }) => data });
    hub.topic(hall, { authorize: this.#authorizer('hall') });
    hub.topic(club, { authorize: this.#authorizer('club'), snapshot: () => this.#snapshot('club') });
    hub.requireComplete();
  }

  #implement(): void {
    const { hub, contract, host, ledger } = this.#place;
    const callee = (params: WorkParams, given: HandlerGiven) => new HubCallee(host, ledger, params, given);
    hub.implement(contract.procedures, {
      work: (params, call) => callee(params, call).answer(),
      ask: (params, call) => callee(params, call).answer(),
      take: (params, call) => callee(params, call).answer(call.input),
      // A generator that nobody asks for an item has not begun.
      list: async function* list(params, call) {
        return yield* callee(params, call).items();
      },
      make: async function* make(params, call) {
        return yield* callee(params, call).items();
      },
      talk: async function* talk(params, call) {
        return yield* callee(params, call).items(call.input);
      },
    });
  }

  /** Resolves after a while; now and then at once. */
  #decide(): Promise<void> {
    const { host, random, style } = this.#place;
    return this.#wait(host, random.between(0, style.decideMs));
  }

  #wait(host: Host, ms: number): Promise<void> {
    return ms === 0 ? Promise.resolve() : new Promise((resolve) => host.after(ms, resolve));
  }

  #authorizer(room: TopicName) {
    return async (_: unknown, peer: Peer<SimulatedContext>): Promise<boolean> => {
      const isAllowed = !peer.context.denied.has(room);
      await this.#decide();
      return isAllowed;
    };
  }

  async #see(data: EventContent): Promise<EventContent> {
    await this.#decide();
    return data;
  }

  /** The state at some time between the question and the answer. */
  async #snapshot(room: TopicName): Promise<SnapshotContent> {
    const { truthOf } = this.#place;
    await this.#decide();
    this.#maybeFail();
    const { logged } = truthOf(room);
    await this.#decide();
    return { logged };
  }

  /** The state at a position that is named; now and then not. */
  async #exactSnapshot() {
    const { hub, contract, server, truthOf, random } = this.#place;
    if (random.chance(0.5)) return this.#snapshot('board');
    const position = await hub.room(contract.topics.board).position();
    await this.#decide();
    return server.at(position, { logged: truthOf('board').loggedUpTo(position) });
  }

  #maybeFail(): void {
    const { isCalm, random, style, host } = this.#place;
    if (isCalm() || !random.chance(style.snapshotFailures)) return;
    host.stage.features.add('snapshot fails');
    throw new PlannedFailure('no snapshot');
  }

  /** Publishes as the server. Rejects as `RoomHandle.publish` does. */
  async publish(room: TopicName, event: EventName, content: EventContent, key: string): Promise<void> {
    const { hub, contract } = this.#place;
    const { hall } = contract.topics;
    if (room !== 'hall') await hub.room(contract.topics[room]).publish(event, content, { key });
    else if (event !== 'item') await hub.room(hall).publish(event, content, { key });
  }
}
