import type { JoinReply, RoomEnvelope } from '@trunkline/protocol/wire';

type Seen =
  | RoomEnvelope
  | { readonly kind: 'joined'; readonly reply: JoinReply }
  | { readonly kind: 'left'; readonly room: number }
  | { readonly kind: 'dropped' };

/** What came for rooms over one client's connections, in order; says what of it breaks the protocol (§5). */
export class RoomRecord {
  readonly faults: string[] = [];
  /** The last offset of each room that is joined. */
  readonly #last = new Map<number, number>();

  /** Rooms that are joined. */
  get rooms(): readonly number[] {
    return [...this.#last.keys()];
  }

  see(seen: Seen): void {
    switch (seen.kind) {
      case 'dropped':
        this.#last.clear();
        break;
      case 'joined':
        this.#last.set(seen.reply.room, seen.reply.offset);
        break;
      case 'left':
        this.#last.delete(seen.room);
        break;
      case 'revoked':
        this.#expectJoined(seen);
        this.#last.delete(seen.room);
        break;
      case 'event':
        this.#offset(seen, seen.offset);
        break;
      case 'events':
        for (const index of seen.events.keys()) this.#offset(seen, seen.firstOffset === 0 ? 0 : seen.firstOffset + index);
        break;
      case 'snapshot':
      case 'gap':
        this.#expectJoined(seen);
        this.#last.set(seen.room, seen.offset);
        break;
      default:
        this.#expectJoined(seen);
    }
  }

  #offset(seen: RoomEnvelope, offset: number): void {
    this.#expectJoined(seen);
    if (offset === 0) return;
    const last = this.#last.get(seen.room);
    if (last !== undefined && offset !== last + 1) this.faults.push(`room ${seen.room}: offset ${offset} after ${last}`);
    this.#last.set(seen.room, offset);
  }

  #expectJoined({ kind, room }: RoomEnvelope): void {
    if (!this.#last.has(room)) this.faults.push(`${kind} of room ${room}, which is not joined`);
  }
}
