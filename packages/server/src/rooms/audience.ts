import type { Position, RoomHead } from '@trunkline/broker';
import type { Batch } from './batch.ts';
import type { Membership } from './membership.ts';

/**
 * The members of one room on this server: catching up ⇄ live.
 *
 * ⚑ A live member has been sent all that was fanned out. One that cannot take more is told how far it has come, and catches up from there.
 */
export class Audience {
  readonly #members = new Set<Membership>();
  readonly #live = new Set<Membership>();
  /** Live members that have read more of the log than was fanned out, and how far. */
  readonly #ahead = new Map<Membership, number>();

  get members(): ReadonlySet<Membership> {
    return this.#members;
  }

  /** A membership begins. */
  add(member: Membership): void {
    this.#members.add(member);
  }

  remove(member: Membership): void {
    this.#members.delete(member);
    this.#live.delete(member);
    this.#ahead.delete(member);
  }

  /** A member has all that is fanned out, and perhaps more of the log. To be called in the turn in which it was found to be so. */
  goLive(member: Membership, { offset }: Position, fannedOut: Position): void {
    this.#live.add(member);
    if (offset > fannedOut.offset) this.#ahead.set(member, offset);
  }

  /** Sends what was published between two heads to everybody who is live. */
  push(batch: Batch, before: RoomHead, after: RoomHead): void {
    for (const member of this.#live) this.#push(member, batch, before, after.position.offset);
  }

  #push(member: Membership, batch: Batch, before: RoomHead, fannedOut: number): void {
    const { connection, room } = member;
    const read = this.#ahead.get(member) ?? 0;
    let offset = Math.max(read, before.position.offset);
    let { version } = before;
    for (const { message, lastOffset, lastVersion } of batch.messages(connection.codec, read, member.chunkBytes)) {
      const isSlow = !connection.outflow.isOpen;
      // Asked before each message: what one turn may bring is more than a peer may have waiting.
      if (isSlow || message.bytes > connection.messageBytes) {
        this.#demote(member, { position: { ...before.position, offset }, version }, isSlow);
        return;
      }
      connection.sendShared(message, room.entry.topic.compress);
      offset = Math.max(offset, lastOffset);
      version = lastVersion;
    }
    if (read > 0 && read <= fannedOut) this.#ahead.delete(member);
  }

  /** What follows a head was not handed over, or not all of it: everybody reads. */
  readOn({ position, version }: RoomHead): void {
    for (const member of [...this.#live]) this.#demote(member, { position: this.#placeOf(member, position), version }, false);
  }

  /** Values behind a version may be new to the members, all of whom are sent them. */
  missedValues(since: number, fannedOut: Position): void {
    for (const member of this.#members) {
      if (this.#live.has(member)) this.#demote(member, { position: this.#placeOf(member, fannedOut), version: since }, false);
      else member.missedValues(since);
    }
  }

  #demote(member: Membership, { position, version }: RoomHead, isSlow: boolean): void {
    this.#live.delete(member);
    this.#ahead.delete(member);
    member.fallBehind(position, version, isSlow);
  }

  /** How much of the log a live member has, if `position` was fanned out. */
  #placeOf(member: Membership, position: Position): Position {
    const read = this.#ahead.get(member);
    return read === undefined ? position : { epoch: position.epoch, offset: Math.max(read, position.offset) };
  }
}
