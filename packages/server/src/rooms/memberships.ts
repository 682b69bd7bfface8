import type { RpcError } from '@trunkline/protocol/wire';
import { Lines } from '../peer/lines.ts';
import type { Semaphore } from '../peer/semaphore.ts';
import type { Membership } from './membership.ts';
import type { PeerRooms } from './peer-rooms.ts';
import type { RoomTable } from './room-table.ts';

/** The rooms of one connection, by their numbers. */
export class Memberships {
  /** Lets only a few rooms catch up at a time. */
  readonly catchUps: Semaphore;
  /** What outlives the connection. */
  readonly kept: PeerRooms;
  readonly #table: RoomTable;
  readonly #byRoom = new Map<number, Membership>();
  /** Joins that are not answered yet. */
  joining = 0;
  /** Rooms that are about to be joined, perhaps once more; joins of one room wait for each other. */
  readonly #entering = new Set<number>();
  /** The joins of each room: a newer one must not be overtaken by an older. */
  readonly joins = new Lines();

  constructor(table: RoomTable, catchUps: Semaphore, kept: PeerRooms) {
    this.#table = table;
    this.catchUps = catchUps;
    this.kept = kept;
  }

  get(room: number): Membership | undefined {
    return this.#byRoom.get(room);
  }

  /** Takes one of so many places for a room that is about to be joined; one that is joined has its place. Answers whether there was one. */
  takePlace(room: number, most: number): boolean {
    if (!this.#byRoom.has(room) && new Set([...this.#byRoom.keys(), ...this.#entering]).size >= most) return false;
    this.#entering.add(room);
    return true;
  }

  /** The join of a room is answered. */
  givePlaceBack(room: number): void {
    this.#entering.delete(room);
  }

  /** A join was granted: it takes the place of an earlier one. */
  enter(membership: Membership): void {
    const { room } = membership;
    const earlier = this.#byRoom.get(room.number);
    this.#byRoom.set(room.number, membership);
    earlier?.left();
    if (earlier !== undefined) room.remove(earlier);
    room.add(membership);
  }

  /** The peer is in a room no more. */
  leave(membership: Membership): void {
    const { room } = membership;
    if (this.#byRoom.get(room.number) === membership) {
      this.#byRoom.delete(room.number);
      this.kept.presence.remove(room.name);
    }
    membership.left();
    room.remove(membership);
    this.#table.closeIfEmpty(room);
  }

  /** The connection is gone; the peer may come back, and is listed for a while. */
  connectionClosed(): void {
    for (const membership of this.#byRoom.values()) {
      membership.left();
      membership.room.remove(membership);
      this.#table.closeIfEmpty(membership.room);
    }
    this.#byRoom.clear();
    this.kept.presence.disconnected();
  }

  /** The peer has other credentials: where it may not be any more it is thrown out. */
  async authorizeAgain(authorize: (membership: Membership) => Promise<RpcError | undefined>): Promise<void> {
    await Promise.all(
      [...this.#byRoom.values()].map(async (membership) => {
        const refusal = await authorize(membership);
        if (refusal !== undefined) membership.revoke(refusal);
      }),
    );
  }
}
