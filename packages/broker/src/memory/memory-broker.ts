import {
  type Broker,
  LEASE_MS,
  type LogReading,
  type Member,
  type MemberChange,
  type Publication,
  type RoomHead,
  type RoomListener,
  type Subscription,
} from '../broker/broker.ts';
import type { LatestValue } from '../log/latest-values.ts';
import type { ReadLimit } from '../log/room-log.ts';
import type { Position } from '../position/position.ts';
import { Leases } from './leases.ts';
import type { MemoryRoom } from './memory-room.ts';
import { RoomStore } from './room-store.ts';

export interface MemoryBrokerOptions {
  /** The time in ms; never goes back. */
  now(): number;
  /** Calls `run` every so many ms until the answer is called. */
  every(ms: number, run: () => void): () => void;
  /** A random text: the lifetime of this store. */
  epoch: string;
  /**
   * Most bytes of memory for all rooms together, nearly: payloads, names, and what is kept around them. Past it the rooms that were published
   * to longest ago are trimmed. Members may take half of it; past that another is rejected. Default 256 MiB.
   */
  maxBytes?: number | undefined;
}

/** Memory of a small server that also does other things (protocol §5). */
const DEFAULT_MAX_BYTES = 256 << 20;

/** How often is looked for what is too old, in ms. */
const SWEEP_EVERY_MS = 5_000;

/**
 * A broker for one process: nothing survives it, and nothing leaves it.
 *
 * Listeners are called within `publish`, before it resolves.
 */
export class MemoryBroker implements Broker {
  readonly #options: MemoryBrokerOptions;
  readonly #rooms: RoomStore;
  readonly #leases = new Leases(LEASE_MS);
  #stopSweeping: (() => void) | undefined;
  #isClosed = false;

  /** @throws {RangeError} when `maxBytes` is not a positive number. */
  constructor(options: MemoryBrokerOptions) {
    const { maxBytes = DEFAULT_MAX_BYTES, epoch } = options;
    if (!(maxBytes > 0)) throw new RangeError(`maxBytes must be positive, not ${maxBytes}`);
    this.#options = options;
    this.#rooms = new RoomStore(maxBytes, epoch);
  }

  /** Rooms that are remembered. */
  get size(): number {
    return this.#rooms.size;
  }

  /** Bytes of memory that all rooms take, nearly. */
  get bytes(): number {
    return this.#rooms.bytes;
  }

  publish(name: string, publication: Publication): Promise<{ readonly offset: number }> {
    return this.#step(() => {
      const room = this.#rooms.open(name);
      const { offset, event } = this.#rooms.change(room, () => room.publish(publication, this.#options.now()));
      if (event === undefined) return { offset };
      this.#rooms.published(room);
      for (const listener of [...room.listeners]) listener.onEvent(event);
      this.#rooms.forgetIfEmpty(room);
      return { offset };
    });
  }

  subscribe(name: string, listener: RoomListener): Promise<Subscription> {
    return this.#step(() => {
      const room = this.#rooms.open(name);
      // An object of its own, so that one listener may subscribe twice.
      const entry: RoomListener = { onEvent: (event) => listener.onEvent(event), onMember: (change) => listener.onMember(change) };
      room.listeners.add(entry);
      const close = () => {
        room.listeners.delete(entry);
        this.#rooms.forgetIfEmpty(room);
        return Promise.resolve();
      };
      return { ...room.head, close };
    });
  }

  read(name: string, after: Position, limit: ReadLimit): Promise<LogReading> {
    return this.#step(() => {
      const room = this.#fresh(name);
      if (room === undefined) return { kind: 'lost', reason: 'epoch', head: this.#rooms.nowhere() };
      const head = room.position;
      if (after.epoch !== head.epoch || after.offset > head.offset) return { kind: 'lost', reason: 'epoch', head };
      const events = room.log.read(after.offset, limit);
      return events === undefined ? { kind: 'lost', reason: 'trimmed', head } : { kind: 'events', events, head };
    });
  }

  heads(names: readonly string[]): Promise<readonly RoomHead[]> {
    return this.#step(() => names.map((name) => this.#rooms.get(name)?.head ?? { position: this.#rooms.nowhere(), version: 0 }));
  }

  values(name: string): Promise<readonly LatestValue[]> {
    return this.#step(() => this.#fresh(name)?.values.current(this.#options.now()) ?? []);
  }

  setMember(name: string, member: Member): Promise<void> {
    return this.#step(() => {
      const room = this.#rooms.setMember(name, member);
      this.#leases.renew(member.incarnation, this.#options.now());
      announce(room, { peer: member.peer, state: member.state });
    });
  }

  removeMember(name: string, peer: string, incarnation: string): Promise<void> {
    return this.#step(() => {
      const room = this.#rooms.get(name);
      if (room?.members.get(peer)?.incarnation !== incarnation) return;
      this.#removeMember(room, peer);
    });
  }

  members(name: string): Promise<readonly Member[]> {
    return this.#step(() => this.#rooms.get(name)?.members.all() ?? []);
  }

  renewLease(incarnation: string): Promise<void> {
    return this.#step(() => this.#leases.renew(incarnation, this.#options.now()));
  }

  close(): Promise<void> {
    this.#isClosed = true;
    this.#rooms.clear();
    this.#sweepWhileNeeded();
    return Promise.resolve();
  }

  /** Every method is one step: nothing comes between what it reads and what it writes. */
  #step<T>(step: () => T): Promise<T> {
    return new Promise((resolve) => {
      if (this.#isClosed) throw new Error('the broker is closed');
      resolve(step());
      this.#sweepWhileNeeded();
    });
  }

  /** A room without what is too old. */
  #fresh(name: string): MemoryRoom | undefined {
    const room = this.#rooms.get(name);
    if (room !== undefined) this.#expire(room);
    return room;
  }

  #expire(room: MemoryRoom): void {
    this.#rooms.change(room, () => room.expire(this.#options.now()));
  }

  #sweep(): void {
    const gone = this.#leases.takeExpired(this.#options.now());
    for (const room of this.#rooms.all()) {
      this.#expire(room);
      for (const { peer, incarnation } of room.members.all()) if (gone.has(incarnation)) this.#removeMember(room, peer);
      this.#rooms.forgetIfEmpty(room);
    }
    this.#sweepWhileNeeded();
  }

  #sweepWhileNeeded(): void {
    if (this.#rooms.size === 0) {
      this.#stopSweeping?.();
      this.#stopSweeping = undefined;
    } else {
      this.#stopSweeping ??= this.#options.every(SWEEP_EVERY_MS, () => this.#sweep());
    }
  }

  #removeMember(room: MemoryRoom, peer: string): void {
    this.#rooms.change(room, () => room.members.delete(peer));
    announce(room, { peer });
    this.#rooms.forgetIfEmpty(room);
  }
}

function announce(room: MemoryRoom, change: MemberChange): void {
  for (const listener of [...room.listeners]) listener.onMember(change);
}
