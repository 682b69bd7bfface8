import type { Member } from '../broker/broker.ts';
import { textBytes } from '../log/text-bytes.ts';

/** What a member takes in memory beside its texts and state: 373 bytes on Node 24, and room for its map to grow. */
const ENTRY_BYTES = 512;

/** The members of one room, by their peers. */
export class MemberList {
  readonly #members = new Map<string, Member>();
  #footprint = 0;

  get size(): number {
    return this.#members.size;
  }

  /** Bytes of memory that they take, nearly. */
  get footprint(): number {
    return this.#footprint;
  }

  get(peer: string): Member | undefined {
    return this.#members.get(peer);
  }

  set(member: Member): void {
    this.delete(member.peer);
    this.#members.set(member.peer, member);
    this.#footprint += footprintOf(member);
  }

  delete(peer: string): void {
    const member = this.#members.get(peer);
    if (member === undefined) return;
    this.#members.delete(peer);
    this.#footprint -= footprintOf(member);
  }

  all(): readonly Member[] {
    return [...this.#members.values()];
  }
}

/** Bytes of memory that a member takes in its room, nearly. */
export function footprintOf({ peer, incarnation, state }: Member): number {
  return ENTRY_BYTES + textBytes(peer) + textBytes(incarnation) + state.byteLength;
}
