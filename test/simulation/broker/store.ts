import { type Broker, MemoryBroker, type Publication, type PublishedEvent, type RoomListener, type Subscription } from '@trunkline/broker';
import { msgpackCodec } from '@trunkline/protocol/msgpack';
import type { Stage } from '../kernel/stage.ts';
import type { PublicationBook } from '../rooms/publication-book.ts';
import { readContent } from '../rooms/world-contract.ts';
import type { WorldRoom } from '../rooms/world-room.ts';

/** Somebody who listens to a room, whichever store that is in. */
interface Subscriber {
  readonly room: string;
  readonly listener: RoomListener;
  current: Subscription | undefined;
}

/** The store that all servers share: a real broker in memory, which may be lost with all that it knows, and who listens to it. */
export class Store {
  readonly #stage: Stage;
  readonly #rooms: readonly WorldRoom[];
  readonly #book: PublicationBook;
  readonly #subscribers = new Set<Subscriber>();
  #stores = 0;
  #broker: MemoryBroker;
  #isWatched = true;
  readonly #watches: Subscription[] = [];
  /** Publications that took effect. */
  #effects = 0;

  constructor(stage: Stage, rooms: readonly WorldRoom[], book: PublicationBook) {
    this.#stage = stage;
    this.#book = book;
    this.#rooms = rooms;
    this.#broker = this.#newBroker();
  }

  /** As it is now. Subscriptions and publications have ways of their own. */
  get broker(): Broker {
    return this.#broker;
  }

  /** How often it was lost. */
  get losses(): number {
    return this.#stores - 1;
  }

  /** Rooms that it remembers. */
  get size(): number {
    return this.#broker.size;
  }

  #newBroker(): MemoryBroker {
    this.#stores += 1;
    const { time } = this.#stage;
    const broker = new MemoryBroker({
      now: () => time.now,
      every: (ms, run) => {
        let isWanted = true;
        const ring = () => {
          if (!isWanted) return;
          run();
          time.at(time.now + ms, ring);
        };
        time.at(time.now + ms, ring);
        return () => {
          isWanted = false;
        };
      },
      epoch: `store ${this.#stores}`,
    });
    if (this.#isWatched) for (const room of this.#rooms) void this.#watch(broker, room);
    return broker;
  }

  /** Sees all that takes effect in a room. */
  async #watch(broker: MemoryBroker, room: WorldRoom): Promise<void> {
    this.#stage.turn.opened();
    const onEvent = ({ payload, offset }: PublishedEvent) => {
      this.#effects += 1;
      this.#stage.turn.guard('the store', () => room.truth.published(numberIn(payload), offset));
    };
    const watch = await broker.subscribe(room.name, { onEvent, onMember: () => {} });
    room.truth.begins(watch.position.epoch);
    this.#watches.push(watch);
  }

  /** Publishes; a repeat by its key takes no effect. */
  publish(room: string, publication: Publication): Promise<{ readonly offset: number }> {
    const before = this.#effects;
    const answer = this.#broker.publish(room, publication);
    if (this.#effects === before) this.#stage.features.add('publish repeated by its key');
    return answer;
  }

  /** A publish fails: when it is sent again, what came behind it may have taken effect before it. */
  loosen({ payload }: Publication): void {
    this.#book.of(numberIn(payload)).isLoose = true;
  }

  /** Listens to a room, in the store that comes after this one too. */
  async subscribe(room: string, listener: RoomListener): Promise<Subscription> {
    const subscriber: Subscriber = { room, listener, current: undefined };
    this.#subscribers.add(subscriber);
    const { position, version } = await this.#attach(subscriber);
    const close = async () => {
      this.#subscribers.delete(subscriber);
      await subscriber.current?.close();
    };
    return { position, version, close };
  }

  async #attach(subscriber: Subscriber): Promise<Subscription> {
    const broker = this.#broker;
    const subscription = await broker.subscribe(subscriber.room, subscriber.listener);
    if (broker === this.#broker) subscriber.current = subscription;
    return subscription;
  }

  /** Everything that was kept is gone; another store takes its place, and whoever listened goes on listening. */
  lose(): void {
    this.#stage.turn.opened();
    const lost = this.#broker;
    this.#broker = this.#newBroker();
    void lost.close();
    this.#stage.features.add('store lost');
    this.#stage.trace.add(this.#stage.time.now, 'store', 'is lost');
    for (const subscriber of this.#subscribers) void this.#attach(subscriber);
  }

  /** Nobody looks any more what happens in the rooms: the store may forget them. */
  unwatch(): void {
    this.#stage.turn.opened();
    this.#isWatched = false;
    for (const watch of this.#watches.splice(0)) void watch.close();
  }
}

function numberIn(payload: Uint8Array): number {
  const envelope = msgpackCodec.decode(payload);
  if (envelope.kind !== 'event') throw new TypeError(`a publication is no event, but ${envelope.kind}`);
  return readContent(envelope.data).number;
}
