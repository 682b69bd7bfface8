import type { Broker, Member, Publication, ReadLimit, RoomListener, Subscription } from '@trunkline/broker';
import type { Position } from '@trunkline/protocol/wire';
import type { Host } from '../kernel/host.ts';
import { Line } from '../kernel/line.ts';
import type { Random } from '../kernel/random.ts';
import type { BrokerStyle } from '../settings.ts';
import type { Store } from './store.ts';

/** What a call of the broker fails with where that is wanted. */
export class BrokerFailure extends Error {
  override readonly name = 'BrokerFailure';
}

/** What the way from one server to the store needs. */
export interface BrokerPlace {
  readonly host: Host;
  readonly store: Store;
  readonly style: BrokerStyle;
  readonly random: Random;
  /** Whether nothing goes wrong any more. */
  isCalm(): boolean;
  /** The server tells that a peer is a member of a room, or none any more. */
  onMember(room: string, peer: string, isMember: boolean): void;
}

/** What follows when a call fails. */
interface FailureActions<T> {
  readonly onFailing?: () => void;
  /** Takes back what a call did whose answer is lost. */
  readonly undo?: (value: T) => void;
}

/**
 * The store as one server reaches it: what is asked, what is answered and what is handed over keep their order, each by itself, and take
 * time. Now and then a call fails, before or after it took effect, and an event is lost on its way.
 */
export class ServerBroker implements Broker {
  readonly #place: BrokerPlace;
  readonly #asked: Line;
  readonly #answered: Line;
  readonly #handed: Line;
  readonly #subscriptions = new Set<Promise<Subscription>>();
  /** Offsets of logged events that were lost on their way, by room. */
  readonly #holes = new Map<string, Set<number>>();
  /** Rooms whose values were read. */
  readonly #valued = new Set<string>();
  #unreachableUntil = 0;
  #isDead = false;

  constructor(place: BrokerPlace) {
    this.#place = place;
    const { time } = place.host.stage;
    this.#asked = new Line(time);
    this.#answered = new Line(time);
    this.#handed = new Line(time);
  }

  /** Subscriptions that the server holds. */
  get subscriptions(): number {
    return this.#subscriptions.size;
  }

  get #isUnreachable(): boolean {
    const { host, isCalm } = this.#place;
    return host.stage.time.now < this.#unreachableUntil && !isCalm();
  }

  /** Cuts the server off for a while: calls fail, and nothing is handed over. */
  cutOff(ms: number): void {
    const { time } = this.#place.host.stage;
    this.#unreachableUntil = time.now + ms;
  }

  /** The process is gone. */
  die(): void {
    this.#isDead = true;
    for (const subscription of this.#subscriptions) void subscription.then((known) => known.close());
    this.#subscriptions.clear();
  }

  #delay(): number {
    return this.#place.random.around(this.#place.style.delayMs);
  }

  #happens(probability: number): boolean {
    return !this.#place.isCalm() && this.#place.random.chance(probability);
  }

  /** Lets a call reach the store, and its answer come back. */
  #ask<T>(method: string, call: () => Promise<T>, { onFailing, undo }: FailureActions<T> = {}): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#asked.push(this.#delay(), () => {
        if (this.#isDead) return;
        const failure = this.#drawFailure(method);
        if (failure !== undefined) onFailing?.();
        if (failure === 'before') this.#answer(() => reject(new BrokerFailure(`${method} did not reach the store`)));
        else {
          this.#place.host.stage.turn.opened();
          call().then(
            (value) => {
              if (failure === undefined) this.#answer(() => resolve(value));
              else {
                undo?.(value);
                this.#answer(() => reject(new BrokerFailure(`the answer to ${method} was lost`)));
              }
            },
            (error: unknown) => this.#answer(() => reject(error)),
          );
        }
      });
    });
  }

  #drawFailure(method: string): 'before' | 'after' | undefined {
    const isFailing = this.#isUnreachable || this.#happens(this.#place.style.failures);
    if (!isFailing) return undefined;
    this.#place.host.stage.features.add(`broker fails: ${method}`);
    return this.#place.random.chance(0.5) ? 'before' : 'after';
  }

  #answer(settle: () => void): void {
    this.#answered.push(this.#delay(), () => this.#place.host.after(0, settle));
  }

  publish(room: string, publication: Publication): Promise<{ readonly offset: number }> {
    const { store } = this.#place;
    return this.#ask('publish', () => store.publish(room, publication), { onFailing: () => store.loosen(publication) });
  }

  subscribe(room: string, listener: RoomListener): Promise<Subscription> {
    const subscribe = async () => {
      const subscribed = this.#place.store.subscribe(room, this.#handOver(room, listener));
      this.#subscriptions.add(subscribed);
      const { position, version } = await subscribed;
      const close = () => this.#unsubscribe(subscribed);
      return { position, version, close };
    };
    return this.#ask('subscribe', subscribe, { undo: (subscription) => void subscription.close() });
  }

  async #unsubscribe(subscribed: Promise<Subscription>): Promise<void> {
    this.#subscriptions.delete(subscribed);
    await (await subscribed).close();
  }

  /** What is published comes in order, or not at all; what changes among the members always comes. */
  #handOver(room: string, listener: RoomListener): RoomListener {
    const { host, style, random } = this.#place;
    const hand = (deliver: () => void) => this.#handed.push(random.around(style.delayMs), () => host.after(0, deliver));
    return {
      onEvent: (event) => {
        if (this.#isUnreachable || this.#happens(style.drops)) this.#drop(room, event.offset);
        else hand(() => listener.onEvent(event));
      },
      onMember: (change) => hand(() => listener.onMember(change)),
    };
  }

  #drop(room: string, offset: number): void {
    this.#place.host.note(`${room}: an event is lost`, offset);
    const holes = this.#holes.get(room) ?? new Set();
    this.#holes.set(room, holes.add(offset));
  }

  read(room: string, after: Position, limit: ReadLimit) {
    if (this.#holes.get(room)?.has(after.offset + 1)) this.#place.host.stage.features.add('hole read from the log');
    return this.#ask('read', () => this.#place.store.broker.read(room, after, limit));
  }

  heads(rooms: readonly string[]) {
    return this.#ask('heads', () => this.#place.store.broker.heads(rooms));
  }

  values(room: string) {
    if (this.#valued.has(room)) this.#place.host.stage.features.add('values read again');
    this.#valued.add(room);
    return this.#ask('values', () => this.#place.store.broker.values(room));
  }

  setMember(room: string, member: Member): Promise<void> {
    this.#place.onMember(room, member.peer, true);
    return this.#ask('setMember', () => this.#place.store.broker.setMember(room, member));
  }

  removeMember(room: string, peer: string, incarnation: string): Promise<void> {
    this.#place.onMember(room, peer, false);
    return this.#ask('removeMember', () => this.#place.store.broker.removeMember(room, peer, incarnation));
  }

  members(room: string) {
    return this.#ask('members', () => this.#place.store.broker.members(room));
  }

  renewLease(incarnation: string): Promise<void> {
    return this.#ask('renewLease', () => this.#place.store.broker.renewLease(incarnation));
  }

  close(): Promise<void> {
    this.die();
    return Promise.resolve();
  }
}
