import type { EventEnvelope, EventsEnvelope, GapEnvelope, GapReason, SnapshotEnvelope } from '../envelope/envelope.ts';
import type { JoinReply } from './join-reply.ts';
import { isNowhere, NOWHERE, type Position } from './position.ts';
import { RoomCursor } from './room-cursor.ts';
import type { RoomDelivery, RoomEvent } from './room-delivery.ts';

/**
 * How long a server may take from a join reply to the snapshot or gap that belongs behind it, in ms. 10 s: a snapshot of 1 MiB needs
 * as long on a line of 100 KiB/s. A server that says nothing by then has forgotten to.
 */
export const SEAM_WITHIN_MS = 10_000;

type StreamState =
  /** Every logged event is the next one, or was told before. */
  | { readonly kind: 'flowing' }
  /** Events are missing that a new join may bring. */
  | { readonly kind: 'broken' }
  /** The reply begins elsewhere than the reader stands, and what lies between has not been told yet. */
  | { readonly kind: 'seam'; readonly begins: Position; readonly reason: GapReason; readonly deadline: number };

const FLOWING: StreamState = { kind: 'flowing' };
const BROKEN: StreamState = { kind: 'broken' };

/**
 * A room's deliveries over all its joins: each logged event in order, once, or a snapshot or gap for what is missing (protocol §5).
 *
 *     broken ── reply that goes on where we are, or the first ──► flowing ── hole ──► broken
 *        └───── reply that begins elsewhere, or with a snapshot ──► seam ── snapshot, gap ──► flowing
 *
 * A seam at which neither comes, by the first logged event or the deadline, is told as a gap. Until then the cursor stays where the
 * reader is, so that a join after a drop asks for the same again. While broken, whatever has an order is dropped: the next reply
 * says where to go on. Events that are not logged always pass.
 */
export class RoomStream {
  readonly #cursor = new RoomCursor();
  /** Whether the application has something to go on from: a snapshot, a gap, or the log's head at which it came. */
  #hasBegun = false;
  #state: StreamState = BROKEN;

  /** What the next join states. */
  get position(): Position | undefined {
    return this.#cursor.position;
  }

  /** Whether only a new join brings it forward. */
  get isBroken(): boolean {
    return this.#state.kind === 'broken';
  }

  /** A join was granted; `stated` is the position that it stated. */
  begin(reply: JoinReply, stated: Position | undefined, now: number): void {
    const { epoch, offset } = reply;
    // A topic without a log begins nowhere each time, and nothing is missing then.
    const isFirst = !this.#hasBegun || (isNowhere(reply) && isNowhere(this.#cursor));
    if (isFirst && !reply.snapshot) {
      this.#hasBegun = true;
      this.#cursor.moveTo(reply);
      this.#state = FLOWING;
    } else if (this.#continues(reply, stated)) {
      // The reader may have been moved back since it stated its position; then the rest has to be asked for.
      this.#state = offset > this.#cursor.offset ? BROKEN : FLOWING;
    } else {
      this.#state = { kind: 'seam', begins: { epoch, offset }, reason: this.#reasonFor(reply, stated), deadline: now + SEAM_WITHIN_MS };
    }
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
        this.#snapshot(envelope, deliveries);
        break;
      case 'gap':
        if (!this.isBroken) this.#gap(envelope, envelope.reason, deliveries);
        break;
    }
    return deliveries;
  }

  /** The membership ended without our doing: the reader stays where it is until the next join. */
  interrupt(): void {
    this.#state = BROKEN;
  }

  /** What was delivered behind `position` is forgotten; the next join asks for it again. `undefined`: all of it, as if never joined. */
  forget(position: Position | undefined): void {
    this.#hasBegun = position !== undefined;
    this.#cursor.moveTo(position ?? NOWHERE);
    this.#state = BROKEN;
  }

  nextDeadline(): number {
    return this.#state.kind === 'seam' ? this.#state.deadline : Number.POSITIVE_INFINITY;
  }

  timePassed(now: number): RoomDelivery[] {
    const deliveries: RoomDelivery[] = [];
    if (now >= this.nextDeadline()) this.#closeSeam(deliveries);
    return deliveries;
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

  #event({ offset, name, data, publisher }: Omit<RoomEvent, 'kind' | 'epoch'>, deliveries: RoomDelivery[]): void {
    if (offset > 0) {
      if (this.isBroken) return;
      this.#closeSeam(deliveries);
      const verdict = this.#cursor.judge(offset);
      if (verdict === 'hole') this.#state = BROKEN;
      if (verdict !== 'deliver') return;
    }
    deliveries.push({ kind: 'event', epoch: this.#cursor.epoch, offset, name, data, publisher });
  }

  /** A snapshot counts even when it lies behind the reader: it takes back what is newer, which then follows once more. */
  #snapshot({ epoch, offset, data }: SnapshotEnvelope, deliveries: RoomDelivery[]): void {
    if (this.isBroken) return;
    this.#cursor.moveTo({ epoch, offset });
    this.#hasBegun = true;
    this.#state = FLOWING;
    deliveries.push({ kind: 'snapshot', epoch, offset, data });
  }

  #gap({ epoch, offset }: Position, reason: GapReason, deliveries: RoomDelivery[]): void {
    this.#hasBegun = true;
    this.#state = FLOWING;
    if (this.#hasSeen({ epoch, offset }, reason)) return;
    this.#cursor.moveTo({ epoch, offset });
    deliveries.push({ kind: 'gap', epoch, offset, reason });
  }

  /**
   * Whether a gap ends before or where the reader stands, so that nothing is missing: told already for a server that was late with
   * it, or received over an older connection meanwhile. Behind the reader, "epoch" means another store by the same name.
   */
  #hasSeen({ epoch, offset }: Position, reason: GapReason): boolean {
    if (epoch === '' || epoch !== this.#cursor.epoch) return false;
    return reason === 'epoch' ? offset === this.#cursor.offset : offset <= this.#cursor.offset;
  }

  #closeSeam(deliveries: RoomDelivery[]): void {
    if (this.#state.kind === 'seam') this.#gap(this.#state.begins, this.#state.reason, deliveries);
  }
}
