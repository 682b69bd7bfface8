import type { Position } from '@trunkline/protocol/wire';
import { expectThat } from '../kernel/violation.ts';
import type { VirtualTime } from '../kernel/virtual-time.ts';
import type { PublicationBook, PublicationRecord } from './publication-book.ts';
import type { Kept } from './world-contract.ts';

/** One event of a log. */
interface LoggedPublication {
  readonly number: number;
  /** When it took effect. */
  readonly at: number;
  /** Of the log, up to it. */
  readonly bytesUpTo: number;
}

/** One life of the store, as far as a room's log goes. */
interface Epoch {
  readonly name: string;
  /** Logged events of all epochs before. */
  readonly before: number;
  readonly events: LoggedPublication[];
  /** The last publication that took effect, of each publisher. */
  readonly sequences: Map<string, number>;
  readonly numbers: Set<number>;
}

/** The current value of one key. */
interface Value {
  readonly number: number;
  readonly expiresAt: number;
}

/** What a log keeps, and what is read of it for one who comes back, in bytes. */
const MOST_LOGGED_BYTES = 1 << 20;

/** More than an event has besides its padding, in bytes. */
const MOST_EVENT_BYTES = 300;

/** Where a room's log begins that nobody has published to. */
const UNKNOWN: Epoch = { name: '', before: 0, events: [], sequences: new Map(), numbers: new Set() };

/** What really happened in one room: all that was published, in its order, and which of it a log may still have. */
export class RoomTruth {
  readonly room: string;
  readonly #kept: Kept;
  readonly #time: VirtualTime;
  readonly #book: PublicationBook;
  readonly #epochs: Epoch[] = [UNKNOWN];
  readonly #values = new Map<string, Value>();

  constructor(room: string, kept: Kept, book: PublicationBook, time: VirtualTime) {
    this.room = room;
    this.#kept = kept;
    this.#book = book;
    this.#time = time;
  }

  get #epoch(): Epoch {
    return this.#epochs.at(-1) ?? UNKNOWN;
  }

  get head(): Position {
    return { epoch: this.#epoch.name, offset: this.#epoch.events.length };
  }

  /** Logged events of all epochs together. */
  get logged(): number {
    return this.#epoch.before + this.#epoch.events.length;
  }

  /** The store is another one. */
  begins(epoch: string): void {
    this.#epochs.push({ name: epoch, before: this.logged, events: [], sequences: new Map(), numbers: new Set() });
    this.#values.clear();
  }

  /** A publication took effect: sees that it is the first time, and in its publisher's order (protocol §5.5). */
  published(number: number, offset: number): void {
    const record = this.#book.of(number);
    const what = () => `${this.room}: ${JSON.stringify(record)}`;
    expectThat(!record.neverHappens, 'what was not sent does not take effect', what);
    if (record.event !== 'blip') this.#expectFirst(record, what);
    if (record.event === 'item') {
      const bytesUpTo = (this.#epoch.events.at(-1)?.bytesUpTo ?? 0) + record.bytes + MOST_EVENT_BYTES;
      this.#epoch.events.push({ number, at: this.#time.now, bytesUpTo });
    }
    expectThat(offset === (record.event === 'item' ? this.head.offset : 0), 'offsets of a log have no holes', what);
    if (record.event !== 'price') return;
    this.#book.tookEffect(number);
    this.#values.set(record.key, { number, expiresAt: this.#time.now + this.#kept.valuesMs });
  }

  #expectFirst(record: PublicationRecord, what: () => string): void {
    const { number } = record;
    expectThat(!this.#epoch.numbers.has(number), 'a publish with a key takes effect once', what);
    // What took effect in a store that was lost does so again whenever it is sent again.
    const isRepeat = this.#epochs.some(({ numbers }) => numbers.has(number));
    this.#epoch.numbers.add(number);
    if (!isRepeat) this.#expectOrder(record, what);
  }

  #expectOrder({ publisher, sequence, isLoose }: PublicationRecord, what: () => string): void {
    if (isLoose) return;
    const before = this.#epoch.sequences.get(publisher) ?? -1;
    expectThat(sequence > before, 'the publishes of one client take effect in their order', what);
    this.#epoch.sequences.set(publisher, sequence);
  }

  /** The publication at a position; `undefined` where there never was one. */
  numberAt({ epoch, offset }: Position): number | undefined {
    return this.#named(epoch)?.events[offset - 1]?.number;
  }

  /** When the event at a position took effect; `undefined` where there never was one, or it is not of the newest store. */
  loggedAt({ epoch, offset }: Position): number | undefined {
    return epoch === this.#epoch.name ? this.#epoch.events[offset - 1]?.at : undefined;
  }

  /** How many events had been logged up to a position, in all epochs together. */
  loggedUpTo({ epoch, offset }: Position): number {
    return (this.#named(epoch)?.before ?? 0) + offset;
  }

  /** Whether a position is, or was, one of the log. */
  knows({ epoch, offset }: Position): boolean {
    const known = this.#named(epoch);
    return known !== undefined && offset <= known.events.length;
  }

  /** Whether the event right behind a position may be gone: by count, bytes or age, or with its store. */
  mayHaveLost({ epoch, offset }: Position): boolean {
    const { name, events } = this.#epoch;
    const next = events[offset];
    if (epoch !== name) return true;
    if (next === undefined) return false;
    const bytesBehind = (events.at(-1)?.bytesUpTo ?? 0) - (events[offset - 1]?.bytesUpTo ?? 0);
    const { events: count, eventsMs } = this.#kept;
    return offset < events.length - count || bytesBehind > MOST_LOGGED_BYTES || next.at + eventsMs <= this.#time.now;
  }

  /** Whether a publication that is kept took effect, in whatever epoch. */
  hasHappened(number: number): boolean {
    return this.#epochs.some(({ numbers }) => numbers.has(number));
  }

  /** Whether a publication got this offset, in whatever epoch. */
  hasOffset(number: number, offset: number): boolean {
    if (this.#book.of(number).event !== 'item') return offset === 0;
    return this.#epochs.some(({ events }) => events[offset - 1]?.number === number);
  }

  /** The current values: the number of the newest publication for each key. */
  values(): ReadonlyMap<string, number> {
    const current = [...this.#values].filter(([, { expiresAt }]) => expiresAt > this.#time.now);
    return new Map(current.map(([key, { number }]) => [key, number]));
  }

  #named(epoch: string): Epoch | undefined {
    return this.#epochs.find(({ name }) => name === epoch);
  }
}
