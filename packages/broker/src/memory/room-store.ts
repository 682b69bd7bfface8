import type { Member } from '../broker/broker.ts';
import type { Position } from '../position/position.ts';
import { footprintOf } from './member-list.ts';
import { MemoryRoom } from './memory-room.ts';

/** How much of the memory members may take: they are never trimmed, and must not crowd out all else. */
const MEMBERS_SHARE = 1 / 2;

/** The rooms of a broker in memory, within so many bytes: past them those that were published to longest ago are trimmed. */
export class RoomStore {
  readonly #maxBytes: number;
  readonly #epoch: string;
  readonly #rooms = new Map<string, MemoryRoom>();
  /** Those that keep something beside their members, the one that was published to longest ago first. */
  readonly #trimmable = new Set<MemoryRoom>();
  #epochs = 0;
  #bytes = 0;
  #memberBytes = 0;

  constructor(maxBytes: number, epoch: string) {
    this.#maxBytes = maxBytes;
    this.#epoch = epoch;
  }

  get size(): number {
    return this.#rooms.size;
  }

  /** Bytes of memory that all rooms take, nearly. */
  get bytes(): number {
    return this.#bytes;
  }

  all(): Iterable<MemoryRoom> {
    return this.#rooms.values();
  }

  get(name: string): MemoryRoom | undefined {
    return this.#rooms.get(name);
  }

  /** A room that was forgotten and comes again begins at 1 again, so it is another log. */
  open(name: string): MemoryRoom {
    const known = this.#rooms.get(name);
    if (known !== undefined) return known;
    const room = new MemoryRoom(name, this.#newEpoch());
    this.#rooms.set(name, room);
    this.#bytes += room.footprint;
    return room;
  }

  /** The position of a room that is not remembered: no reader has ever been there. */
  nowhere(): Position {
    return { epoch: this.#newEpoch(), offset: 0 };
  }

  #newEpoch(): string {
    this.#epochs += 1;
    return `${this.#epoch}.${this.#epochs}`;
  }

  /** Changes what a room keeps, and counts it. */
  change<T>(room: MemoryRoom, change: () => T): T {
    const before = { room: room.footprint, members: room.members.footprint };
    const answer = change();
    this.#bytes += room.footprint - before.room;
    this.#memberBytes += room.members.footprint - before.members;
    return answer;
  }

  /** Somebody has published to a room. */
  published(room: MemoryRoom): void {
    // To the end of the order.
    this.#trimmable.delete(room);
    if (room.isTrimmable) this.#trimmable.add(room);
    this.#trim();
  }

  /** Puts a member into a room. @throws {Error} when the members of all rooms take too much for another one. */
  setMember(name: string, member: Member): MemoryRoom {
    const known = this.#rooms.get(name)?.members.get(member.peer);
    const memberBytes = this.#memberBytes + footprintOf(member) - (known === undefined ? 0 : footprintOf(known));
    if (memberBytes > this.#maxBytes * MEMBERS_SHARE) throw new Error('the members of all rooms take too much memory for another one');
    const room = this.open(name);
    this.change(room, () => room.members.set(member));
    this.#trim();
    return room;
  }

  #trim(): void {
    for (const room of this.#trimmable) {
      while (this.#bytes > this.#maxBytes && room.isTrimmable) this.change(room, () => room.dropOldest());
      if (room.isTrimmable) return;
      this.#trimmable.delete(room);
      this.forgetIfEmpty(room);
    }
  }

  /** Lets go of a room that nobody would miss. */
  forgetIfEmpty(room: MemoryRoom): void {
    if (!room.isForgettable || this.#rooms.get(room.name) !== room) return;
    this.#rooms.delete(room.name);
    this.#trimmable.delete(room);
    this.#bytes -= room.footprint;
  }

  /** Lets go of all rooms, and ends their subscriptions. */
  clear(): void {
    for (const room of this.#rooms.values()) room.listeners.clear();
    this.#rooms.clear();
    this.#trimmable.clear();
    this.#bytes = 0;
    this.#memberBytes = 0;
  }
}
