import type {
  Broker,
  LatestValue,
  LogReading,
  Member,
  Position,
  Publication,
  PublishedEvent,
  ReadLimit,
  RoomHead,
  RoomListener,
  Subscription,
} from '@trunkline/broker';

type Method = Exclude<keyof Broker, 'close'> | 'unsubscribe';

/** One listener, and what ends its subscription at the store that there is now. */
interface Subscribed {
  readonly room: string;
  readonly listener: RoomListener;
  inner: Promise<Subscription>;
}

/** A broker that does what brokers may do: rejects, takes its time, loses what it hands over, hands it over twice or late, forgets. */
export class FlakyBroker implements Broker {
  /** What was asked, in order. */
  readonly asked: Method[] = [];
  /** Methods that reject before they do anything. */
  readonly failing = new Set<Method>();
  /** Methods that reject when they have done all. */
  readonly failingAfter = new Set<Method>();
  /** How an event reaches a listener: hand it over once, never, twice or later. */
  deliver: (event: PublishedEvent, hand: (event: PublishedEvent) => void) => void = (event, hand) => hand(event);
  #store: Broker;
  readonly #held = new Map<Method, Promise<void>>();
  readonly #subscribed = new Set<Subscribed>();

  constructor(store: Broker) {
    this.#store = store;
  }

  /** The answers to a method wait until what this gives back is called; what was asked is done before. */
  hold(method: Method): () => void {
    let release = () => {};
    this.#held.set(method, new Promise((resolve) => (release = resolve)));
    return () => {
      this.#held.delete(method);
      release();
    };
  }

  /** How often a method was asked. */
  count(method: Method): number {
    return this.asked.filter((asked) => asked === method).length;
  }

  /** The store loses its memory: another takes its place, with the same subscribers. */
  async lose(store: Broker): Promise<void> {
    for (const subscribed of this.#subscribed) {
      await (await subscribed.inner).close();
      subscribed.inner = store.subscribe(subscribed.room, this.#between(subscribed.listener));
    }
    this.#store = store;
  }

  async #ask<T>(method: Method, step: () => Promise<T>): Promise<T> {
    this.asked.push(method);
    if (this.failing.has(method)) throw new Error(`${method} failed`);
    const answer = await step();
    await this.#held.get(method);
    if (this.failingAfter.has(method)) throw new Error(`${method} failed afterwards`);
    return answer;
  }

  #between(listener: RoomListener): RoomListener {
    return {
      onEvent: (event) => this.deliver(event, (handed) => listener.onEvent(handed)),
      onMember: (change) => listener.onMember(change),
    };
  }

  publish(room: string, publication: Publication): Promise<{ readonly offset: number }> {
    return this.#ask('publish', () => this.#store.publish(room, publication));
  }

  subscribe(room: string, listener: RoomListener): Promise<Subscription> {
    return this.#ask('subscribe', async () => {
      const subscribed = { room, listener, inner: this.#store.subscribe(room, this.#between(listener)) };
      const { position, version } = await subscribed.inner;
      this.#subscribed.add(subscribed);
      const close = async () => {
        this.#subscribed.delete(subscribed);
        await (await subscribed.inner).close();
      };
      return { position, version, close: () => this.#ask('unsubscribe', close) };
    });
  }

  read(room: string, after: Position, limit: ReadLimit): Promise<LogReading> {
    return this.#ask('read', () => this.#store.read(room, after, limit));
  }

  heads(rooms: readonly string[]): Promise<readonly RoomHead[]> {
    return this.#ask('heads', () => this.#store.heads(rooms));
  }

  values(room: string): Promise<readonly LatestValue[]> {
    return this.#ask('values', () => this.#store.values(room));
  }

  setMember(room: string, member: Member): Promise<void> {
    return this.#ask('setMember', () => this.#store.setMember(room, member));
  }

  removeMember(room: string, peer: string, incarnation: string): Promise<void> {
    return this.#ask('removeMember', () => this.#store.removeMember(room, peer, incarnation));
  }

  members(room: string): Promise<readonly Member[]> {
    return this.#ask('members', () => this.#store.members(room));
  }

  renewLease(incarnation: string): Promise<void> {
    return this.#ask('renewLease', () => this.#store.renewLease(incarnation));
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}
