import type { EventEnvelope, EventsEnvelope, GapEnvelope, GapReason, SnapshotEnvelope } from '../envelope/envelope.ts';
import type { JoinReply } from './join-reply.ts';
import { isNowhere, isSamePosition, NOWHERE, type Position } from './position.ts';
import { RoomCursor } from './room-cursor.ts';
import type { RoomDelivery, RoomEvent } from './room-delivery.ts';

type StreamState =
  /** Every logged event is the next one, or was told before. */
  | { readonly kind: 'flowing' }
  /** Events are missing that a new join may bring. */
  | { readonly kind: 'broken' }
  /** A snapshot is announced, which says what lies between the reader and this begin. */
  | { readonly kind: 'awaiting'; readonly begins: Position; readonly reason: GapReason };

const FLOWING: StreamState = { kind: 'flowing' };
const BROKEN: StreamState = { kind: 'broken' };

/**
 * A room's deliveries over all its joins: each logged event in order, once, or a snapshot or gap for what is missing (protocol §5).
 *
 *     broken ── reply: the first, or it goes on where we are, or a gap is told ──► flowing ── hole ──► broken
 *        └───── reply that announces a snapshot ──► awaiting ── snapshot ──► flowing
 *
 * A reply that begins elsewhere without a snapshot is a gap, whether or not the server says so once more. While a snapshot is awaited
 * the cursor stays where the reader is, so that a join after a drop asks for the same again. While broken, whatever has an order is
 * dropped: the next reply says where to go on. Events that are not logged always pass.
 */
export class RoomStream {
  readonly #cursor = new RoomCursor();
  #hasBegun = false;
  #state: StreamState = BROKEN;

  /** Where the reader is; `undefined` before it has a snapshot, a gap or a log's head to go on from. */
  get position(): Position | undefined {
    return this.#hasBegun ? this.#cursor.position : undefined;
  }

  /** Whether only a new join brings it forward. */
  get isBroken(): boolean {
    return this.#state.kind === 'broken';
  }

  /** A join was granted; `stated` is the position that it stated. */
  begin(reply: JoinReply, stated: Position | undefined): RoomDelivery[] {
    const deliveries: RoomDelivery[] = [];
    const begins = { epoch: reply.epoch, offset: reply.offset };
    const reason = this.#reasonFor(reply, stated);
    if (this.#continues(reply, stated)) {
      // The reader may have been moved back since it stated its position; then the rest has to be asked for.
      this.#state = begins.offset > this.#cursor.offset ? BROKEN : FLOWING;
    } else if (reply.snapshot) {
      this.#state = { kind: 'awaiting', begins, reason };
    } else if (this.#isFirst(begins)) {
      this.#moveTo(begins);
    } else {
      this.#gap(begins, reason, deliveries);
    }
    return deliveries;
  }

  /** Takes what the server sent for this membership. */
  receive(envelope: EventEnvelope | EventsEnvelope | SnapshotEnvelope | GapEnvelope): RoomDelivery[] {
    const deliveries: RoomDelivery[] = [];
    switch (envelope.kind) {
      case 'event':
        this.#event(envelope, deliveries);
        break;
      case 'events':
        for (const [index, [name, data, publisher]] of envelope.events.entries()) {
          // A chunk that begins at 0 holds events that are not logged.
          const offset = envelope.firstOffset === 0 ? 0 : envelope.firstOffset + index;
          this.#event({ offset, name, data, publisher }, deliveries);
        }
        break;
      case 'snapshot':
        if (!this.isBroken) this.#snapshot(envelope, deliveries);
        break;
      case 'gap':
        // One that ends where we are was told with the reply that it belongs to.
        if (this.#state.kind === 'flowing' && isSamePosition(envelope, this.#cursor)) break;
        if (!this.isBroken) this.#gap(envelope, envelope.reason, deliveries);
        break;
    }
    return deliveries;
  }

  /** What was delivered behind `position` is forgotten; the next join asks for it again. `undefined`: all of it, as if never joined. */
  forget(position: Position | undefined): void {
    this.#hasBegun = position !== undefined;
    this.#cursor.moveTo(position ?? NOWHERE);
    this.#state = BROKEN;
  }

  /** Whether a reply speaks of the log that was asked for, and that the reader is still in. ⚑ An empty epoch is an unknown log (§5). */
  #isSameLog({ epoch }: JoinReply, stated: Position | undefined): stated is Position {
    return epoch !== '' && epoch === stated?.epoch && epoch === this.#cursor.epoch;
  }

  #continues(reply: JoinReply, stated: Position | undefined): boolean {
    return reply.recovered && this.#isSameLog(reply, stated) && reply.offset <= stated.offset;
  }

  /** What the server should say of a reply that does not go on where the reader is: a position beyond the head is another store, too. */
  #reasonFor(reply: JoinReply, stated: Position | undefined): GapReason {
    return this.#isSameLog(reply, stated) && reply.offset >= stated.offset ? 'trimmed' : 'epoch';
  }

  /** A topic without a log begins nowhere each time, and nothing is missing then. */
  #isFirst(begins: Position): boolean {
    return !this.#hasBegun || (isNowhere(begins) && isNowhere(this.#cursor));
  }

  #moveTo(position: Position): void {
    this.#cursor.moveTo(position);
    this.#hasBegun = true;
    this.#state = FLOWING;
  }

  #event({ offset, name, data, publisher }: Omit<RoomEvent, 'kind' | 'epoch'>, deliveries: RoomDelivery[]): void {
    if (offset > 0) {
      if (this.#state.kind === 'broken') return;
      // The announced snapshot comes before anything logged. A server that forgets it must not make us forget that something is missing.
      if (this.#state.kind === 'awaiting') this.#gap(this.#state.begins, this.#state.reason, deliveries);
      const verdict = this.#cursor.judge(offset);
      if (verdict === 'hole') this.#state = BROKEN;
      if (verdict !== 'deliver') return;
    }
    deliveries.push({ kind: 'event', epoch: this.#cursor.epoch, offset, name, data, publisher });
  }

  /** A snapshot counts even when it lies behind the reader: it takes back what is newer, which then follows once more. */
  #snapshot({ epoch, offset, data }: SnapshotEnvelope, deliveries: RoomDelivery[]): void {
    this.#moveTo({ epoch, offset });
    deliveries.push({ kind: 'snapshot', epoch, offset, data });
  }

  #gap({ epoch, offset }: Position, reason: GapReason, deliveries: RoomDelivery[]): void {
    if (this.#hasSeen({ epoch, offset }, reason)) {
      this.#state = FLOWING;
      return;
    }
    this.#moveTo({ epoch, offset });
    deliveries.push({ kind: 'gap', epoch, offset, reason });
  }

  /**
   * Whether a gap ends where the reader is or before, so that nothing is missing: an older connection brought it there meanwhile.
   * Behind the reader, "epoch" means another store by the same name.
   */
  #hasSeen(position: Position, reason: GapReason): boolean {
    if (position.epoch === '' || position.epoch !== this.#cursor.epoch) return false;
    return reason === 'epoch' ? position.offset === this.#cursor.offset : position.offset <= this.#cursor.offset;
  }
}
