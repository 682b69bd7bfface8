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
import { MemoryRoom } from './memory-room.ts';

export interface MemoryBrokerOptions {
  /** The time in ms; never goes back. */
  now(): number;
  /** Calls `run` every so many ms until the answer is called. */
  every(ms: number, run: () => void): () => void;
  /** A random text: the lifetime of this store. */
  epoch: string;
  /** Most payload bytes of all rooms together; past it the rooms that were published to longest ago are trimmed. Default 256 MiB. */
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
  readonly #maxBytes: number;
  /** The room that was published to longest ago first. */
  readonly #rooms = new Map<string, MemoryRoom>();
  readonly #leases = new Leases(LEASE_MS);
  #roomsEver = 0;
  #bytes = 0;
  #stopSweeping: (() => void) | undefined;
  #isClosed = false;

  /** @throws {RangeError} when `maxBytes` is not a positive number. */
  constructor(options: MemoryBrokerOptions) {
    this.#options = options;
    this.#maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
    if (!(this.#maxBytes > 0)) throw new RangeError(`maxBytes must be positive, not ${this.#maxBytes}`);
  }

  /** Rooms that are remembered. */
  get size(): number {
    return this.#rooms.size;
  }

  /** Payload bytes kept, of all rooms. */
  get bytes(): number {
    return this.#bytes;
  }

  publish(name: string, publication: Publication): Promise<{ readonly offset: number }> {
    return this.#step(() => {
      const room = this.#room(name);
      const before = room.bytes;
      const { offset, event } = room.publish(publication, this.#options.now());
      this.#bytes += room.bytes - before;
      if (event === undefined) return { offset };
      // To the end of the order: published to last.
      this.#rooms.delete(name);
      this.#rooms.set(name, room);
      this.#trim();
      for (const listener of [...room.listeners]) listener.onEvent(event);
      return { offset };
    });
  }

  subscribe(name: string, listener: RoomListener): Promise<Subscription> {
    return this.#step(() => {
      const room = this.#room(name);
      // An object of its own, so that one listener may subscribe twice.
      const entry: RoomListener = { onEvent: (event) => listener.onEvent(event), onMember: (change) => listener.onMember(change) };
      room.listeners.add(entry);
      const close = () => {
        room.listeners.delete(entry);
        this.#forgetIfEmpty(name, room);
        return Promise.resolve();
      };
      return { ...room.head, close };
    });
  }

  read(name: string, after: Position, limit: ReadLimit): Promise<LogReading> {
    return this.#step(() => {
      const room = this.#fresh(name);
      if (room === undefined) return { kind: 'lost', reason: 'epoch', head: this.#nowhere() };
      const head = room.position;
      if (after.epoch !== head.epoch || after.offset > head.offset) return { kind: 'lost', reason: 'epoch', head };
      const events = room.log.read(after.offset, limit);
      return events === undefined ? { kind: 'lost', reason: 'trimmed', head } : { kind: 'events', events, head };
    });
  }

  heads(names: readonly string[]): Promise<readonly RoomHead[]> {
    return this.#step(() => names.map((name) => this.#rooms.get(name)?.head ?? { position: this.#nowhere(), version: 0 }));
  }

  values(name: string): Promise<readonly LatestValue[]> {
    return this.#step(() => this.#fresh(name)?.values.current(this.#options.now()) ?? []);
  }

  setMember(name: string, member: Member): Promise<void> {
    return this.#step(() => {
      const room = this.#room(name);
      room.members.set(member.peer, member);
      this.#leases.renew(member.incarnation, this.#options.now());
      announce(room, { peer: member.peer, state: member.state });
    });
  }

  removeMember(name: string, peer: string, incarnation: string): Promise<void> {
    return this.#step(() => {
      const room = this.#rooms.get(name);
      if (room?.members.get(peer)?.incarnation !== incarnation) return;
      this.#removeMember(name, room, peer);
    });
  }

  members(name: string): Promise<readonly Member[]> {
    return this.#step(() => [...(this.#rooms.get(name)?.members.values() ?? [])]);
  }

  renewLease(incarnation: string): Promise<void> {
    return this.#step(() => this.#leases.renew(incarnation, this.#options.now()));
  }

  close(): Promise<void> {
    this.#isClosed = true;
    for (const room of this.#rooms.values()) room.listeners.clear();
    this.#rooms.clear();
    this.#bytes = 0;
    this.#sweepWhileNeeded();
    return Promise.resolve();
  }

  /** Every method is one step: nothing comes between what it reads and what it writes. */
  #step<T>(step: () => T): Promise<T> {
    return new Promise((resolve) => {
      if (this.#isClosed) throw new Error('the broker is closed');
      resolve(step());
    });
  }

  #room(name: string): MemoryRoom {
    const known = this.#rooms.get(name);
    if (known !== undefined) return known;
    const room = new MemoryRoom(this.#newEpoch());
    this.#rooms.set(name, room);
    this.#sweepWhileNeeded();
    return room;
  }

  /** A room without what is too old. */
  #fresh(name: string): MemoryRoom | undefined {
    const room = this.#rooms.get(name);
    if (room !== undefined) this.#expire(room);
    return room;
  }

  /** A room that was forgotten and comes again begins at 1 again, so it is another log. */
  #newEpoch(): string {
    this.#roomsEver += 1;
    return `${this.#options.epoch}.${this.#roomsEver}`;
  }

  /** The position of a room that is not remembered: no reader has ever been there. */
  #nowhere(): Position {
    return { epoch: this.#newEpoch(), offset: 0 };
  }

  #expire(room: MemoryRoom): void {
    const before = room.bytes;
    room.expire(this.#options.now());
    this.#bytes += room.bytes - before;
  }

  /** Keeps to the limit at the cost of the rooms that were published to longest ago. */
  #trim(): void {
    for (const [name, room] of this.#rooms) {
      if (this.#bytes <= this.#maxBytes) return;
      for (let freed = -1; this.#bytes > this.#maxBytes && freed !== 0; this.#bytes -= freed) freed = room.dropOldest();
      this.#forgetIfEmpty(name, room);
    }
  }

  #sweep(): void {
    const gone = this.#leases.takeExpired(this.#options.now());
    for (const [name, room] of this.#rooms) {
      this.#expire(room);
      for (const { peer, incarnation } of room.members.values()) if (gone.has(incarnation)) this.#removeMember(name, room, peer);
      this.#forgetIfEmpty(name, room);
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

  #removeMember(name: string, room: MemoryRoom, peer: string): void {
    room.members.delete(peer);
    announce(room, { peer });
    this.#forgetIfEmpty(name, room);
  }

  #forgetIfEmpty(name: string, room: MemoryRoom): void {
    if (room.isForgettable && this.#rooms.get(name) === room) this.#rooms.delete(name);
  }
}

function announce(room: MemoryRoom, change: MemberChange): void {
  for (const listener of [...room.listeners]) listener.onMember(change);
}
