import type { EventEnvelope, EventsEnvelope, JoinReply, Position, PresenceEnvelope, RoomEnvelope } from '@trunkline/protocol/wire';
import type { FeatureCounts } from '../kernel/feature-counts.ts';
import { expectThat } from '../kernel/violation.ts';
import type { PublicationBook } from './publication-book.ts';
import { type EventContent, readContent, readSnapshot } from './world-contract.ts';
import type { WorldRoom } from './world-room.ts';

/** What a witness knows of the world. */
export interface WitnessPlace {
  readonly who: string;
  readonly book: PublicationBook;
  readonly features: FeatureCounts;
  /** Whether the server has forgotten to send an event, on purpose. */
  isSkipped(room: number, offset: number): boolean;
}

/**
 * Sees what a server sends of one room over one connection: a reply, and from there each logged event in order, once, or a snapshot or gap
 * for what cannot be had; values that never go back; nothing twice that is not kept; nothing without a membership (protocol §5).
 *
 * It is stricter than a client, which drops what it has seen before and asks for what is missing.
 */
export class WireWitness {
  readonly #place: WitnessPlace;
  readonly #room: WorldRoom;
  /** Up to where everything was sent; `undefined`: a snapshot comes first. */
  #cursor: Position | undefined;
  #isMember = false;
  /** The room's, in the server. */
  #number = 0;
  /** Whether a gap that ends at the cursor may still be told: it belongs to the reply. */
  #mayRepeatGap = false;
  /** For each key the place of its newest value among all. */
  readonly #values = new Map<string, number>();
  readonly #passing = new Set<number>();

  constructor(room: WorldRoom, place: WitnessPlace) {
    this.#room = room;
    this.#place = place;
  }

  /** A join over this connection was granted. */
  granted(reply: JoinReply, stated: Position | undefined, peer: string | undefined): void {
    const { epoch, offset, recovered, snapshot, members } = reply;
    const { truth, hasLog, hasSnapshot, hasPresence } = this.#room;
    const what = () => this.#describe(`reply ${JSON.stringify(reply)} to ${JSON.stringify(stated)}`);
    if (!hasLog) expectThat(epoch === '' && offset === 0 && !recovered, 'a room without a log begins nowhere', what);
    else expectThat(truth.knows({ epoch, offset }), 'a reply tells a position of the log', what);
    if (recovered) expectThat(stated?.epoch === epoch && stated.offset === offset, 'a recovery begins where the client is', what);
    else expectThat(this.#mayStartOver(epoch, stated), 'whoever states a position that the log has is recovered', what);
    const isBack = !recovered && !snapshot && stated?.epoch === epoch && offset < stated.offset;
    expectThat(!isBack, 'nobody is sent back to where it was before', what);
    expectThat(snapshot === (hasSnapshot && !recovered), 'a snapshot follows where nothing is recovered', what);
    if (typeof members === 'object') {
      expectThat(hasPresence && members.some(([id]) => id === peer), 'whoever joins is a member itself', what);
    }
    this.#isMember = true;
    this.#number = reply.room;
    this.#cursor = snapshot ? undefined : { epoch, offset };
    this.#mayRepeatGap = stated !== undefined && !recovered;
    this.#values.clear();
  }

  #mayStartOver(epoch: string, stated: Position | undefined): boolean {
    return !this.#room.hasLog || stated === undefined || stated.epoch !== epoch || this.#room.truth.mayHaveLost(stated);
  }

  /** The server knows that the client has left. */
  left(): void {
    this.#isMember = false;
  }

  receive(envelope: RoomEnvelope): void {
    const what = () => this.#describe(JSON.stringify(envelope));
    expectThat(this.#isMember, 'nothing is sent of a room that is not joined', what);
    switch (envelope.kind) {
      case 'event':
        this.#event(envelope.offset, envelope.data, what);
        break;
      case 'events':
        this.#events(envelope, what);
        break;
      case 'snapshot':
        this.#snapshot(envelope, readSnapshot(envelope.data).logged, what);
        break;
      case 'gap':
        this.#gap(envelope, what);
        break;
      case 'presence':
        this.#presence(envelope, what);
        break;
      case 'revoked':
        this.#isMember = false;
    }
  }

  #describe(what: string): string {
    return `${this.#place.who}, ${this.#room.name}: ${what} at ${JSON.stringify(this.#cursor)}`;
  }

  #events({ firstOffset, events }: EventsEnvelope, what: () => string): void {
    for (const [index, [, data]] of events.entries()) this.#event(firstOffset === 0 ? 0 : firstOffset + index, data, what);
  }

  #event(offset: EventEnvelope['offset'], data: unknown, what: () => string): void {
    const content = readContent(data);
    const record = this.#place.book.of(content.number);
    expectThat(record.room === this.#room.name, 'what comes of a room was published to it', what);
    expectThat((record.event === 'item') === offset > 0, 'exactly what is logged has an offset', what);
    if (record.event === 'item') this.#logged(offset, content, what);
    else if (record.event === 'price') this.#value(content, what);
    else {
      expectThat(!this.#passing.has(content.number), 'what is not kept is sent once', what);
      this.#passing.add(content.number);
    }
  }

  #logged(offset: number, { number }: EventContent, what: () => string): void {
    expectThat(this.#cursor !== undefined, 'the snapshot comes before anything that is logged', what);
    if (this.#cursor === undefined) return;
    expectThat(this.#isNext(offset, this.#cursor.offset), 'a server sends logged events in order, each once', what);
    this.#cursor = { epoch: this.#cursor.epoch, offset };
    expectThat(this.#room.truth.numberAt(this.#cursor) === number, 'an event holds what was published', what);
    this.#mayRepeatGap = false;
  }

  /** What was forgotten on purpose is as good as sent. */
  #isNext(offset: number, cursor: number): boolean {
    let next = cursor + 1;
    while (next < offset && this.#place.isSkipped(this.#number, next)) next += 1;
    return next === offset;
  }

  #value({ number, key }: EventContent, what: () => string): void {
    const before = this.#values.get(key) ?? 0;
    const order = this.#place.book.orderFrom(number, before);
    expectThat(order !== undefined, 'a value is never followed by an older one', what);
    if (order === before) this.#place.features.add('value sent again');
    this.#values.set(key, order ?? before);
  }

  #snapshot({ epoch, offset }: Position, logged: number, what: () => string): void {
    const { truth, hasSnapshot } = this.#room;
    expectThat(hasSnapshot && truth.knows({ epoch, offset }), 'a snapshot is of a position of the log', what);
    expectThat(logged >= truth.loggedUpTo({ epoch, offset }), 'a snapshot holds what was published up to its position', what);
    if (this.#cursor !== undefined) {
      this.#place.features.add('snapshot taken again');
      const isNeeded = this.#cursor.epoch !== epoch || truth.mayHaveLost(this.#cursor);
      expectThat(isNeeded, 'a snapshot comes only where events cannot be had', what);
    }
    this.#cursor = { epoch, offset };
    this.#mayRepeatGap = false;
  }

  #gap({ epoch, offset }: Position, what: () => string): void {
    const isRepeat = this.#mayRepeatGap && this.#cursor?.epoch === epoch && this.#cursor.offset === offset;
    expectThat(!this.#room.hasSnapshot, 'a topic with a snapshot has no gaps', what);
    expectThat(isRepeat || this.#mayMove({ epoch, offset }), 'a gap is told only where events cannot be had', what);
    this.#cursor = { epoch, offset };
    this.#mayRepeatGap = false;
  }

  /** Forward over what cannot be had, or to another log. */
  #mayMove({ epoch, offset }: Position): boolean {
    const { truth } = this.#room;
    const from = this.#cursor;
    if (from === undefined || !truth.knows({ epoch, offset })) return false;
    return from.epoch !== epoch || (offset > from.offset && truth.mayHaveLost(from));
  }

  #presence({ full, changes }: PresenceEnvelope, what: () => string): void {
    expectThat(this.#room.hasPresence, 'only a topic with presence tells who is there', what);
    if (full) this.#place.features.add(typeof changes === 'number' ? 'presence counted' : 'presence told in full');
  }
}
