import type { Random } from '../kernel/random.ts';
import type { Stage } from '../kernel/stage.ts';
import { ModelLog } from './model-log.ts';

/** A room of the world. */
export interface ModelRoom {
  readonly log: ModelLog;
  /** Whether its topic has a snapshot. */
  readonly hasSnapshot: boolean;
}

/** What the broker tells a server. */
export type BrokerNews = (room: ModelRoom) => void;

/** The store that all servers share: keeps the logs, and tells each server, sooner or later, that there is more in one. */
export class ModelBroker {
  readonly rooms: readonly ModelRoom[];
  readonly #stage: Stage;
  readonly #random: Random;
  readonly #listeners = new Map<object, BrokerNews>();

  constructor(stage: Stage, rooms: number, retained: number) {
    this.#stage = stage;
    this.#random = stage.random.fork('broker');
    this.rooms = Array.from({ length: rooms }, (_, index) => {
      return { log: new ModelLog(`room ${index}`, retained), hasSnapshot: this.#random.chance(0.5) };
    });
  }

  listen(owner: object, listener: BrokerNews): void {
    this.#listeners.set(owner, listener);
  }

  forget(owner: object): void {
    this.#listeners.delete(owner);
  }

  publish(room: ModelRoom): void {
    room.log.append();
    this.#stage.trace.add(this.#stage.time.now, 'broker', `${room.log.room} at ${room.log.head.offset}`);
    this.#tell(room);
  }

  /** Loses a room's log. */
  lose(room: ModelRoom): void {
    room.log.reset();
    this.#stage.trace.add(this.#stage.time.now, 'broker', `${room.log.room} is lost`);
    this.#tell(room);
  }

  #tell(room: ModelRoom): void {
    for (const owner of this.#listeners.keys()) {
      // Who has died by then does not listen any more.
      this.#stage.time.at(this.#stage.time.now + this.#random.around(20), () => this.#listeners.get(owner)?.(room));
    }
  }
}
