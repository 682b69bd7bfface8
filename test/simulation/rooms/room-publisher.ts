import type { CallOutcome, ClientConnection } from '@trunkline/protocol/wire';
import type { Host } from '../kernel/host.ts';
import { pad } from '../kernel/pad.ts';
import { expectThat } from '../kernel/violation.ts';
import type { PublicationBook, PublicationRecord } from './publication-book.ts';
import type { WorldRoom } from './world-room.ts';

/** How long a publish is sent again, in ms (protocol §5.5). */
const SENT_AGAIN_FOR_MS = 100_000;

/** Where a room is joined: what is published goes there. */
export interface PublishPlace {
  readonly connection: ClientConnection;
  readonly room: number;
}

/** A publish that is not answered. */
interface Pending {
  readonly record: PublicationRecord;
  readonly bytes: number;
  readonly until: number;
  /** The connection over which it was sent last. */
  connection: ClientConnection;
}

/** What one client publishes to one room, over all its connections: unanswered publishes are sent again behind the next join's reply (protocol §5.5). */
export class RoomPublisher {
  readonly #room: WorldRoom;
  readonly #host: Host;
  readonly #book: PublicationBook;
  #place: PublishPlace | undefined;
  readonly #pending = new Map<number, Pending>();

  constructor(room: WorldRoom, host: Host, book: PublicationBook) {
    this.#room = room;
    this.#host = host;
    this.#book = book;
  }

  /** Publishes, if the room is joined. */
  publish(event: PublicationRecord['event'], key: string, bytes: number): void {
    if (this.#place === undefined) return;
    const record = this.#book.begin(this.#room.name, event, key, `${this.#host.name} in ${this.#room.name}`, bytes);
    const pending = { record, bytes, until: this.#host.now + SENT_AGAIN_FOR_MS, connection: this.#place.connection };
    this.#pending.set(record.number, pending);
    this.#send(pending, this.#place);
  }

  #send(pending: Pending, { connection, room }: PublishPlace): void {
    const { number, event, key } = pending.record;
    pending.connection = connection;
    const data = { number, key, pad: pad(pending.bytes) };
    connection.request('$/publish', { room, event, data, key: `${this.#host.name} ${number}` }, (outcome) =>
      this.#answered(pending, outcome),
    );
  }

  #answered({ record }: Pending, outcome: CallOutcome): void {
    const isGone = !outcome.ok && outcome.error.name === 'Closed';
    // What ends with its connection is sent again, unless nobody keeps it.
    if (isGone && record.event !== 'blip') return;
    if (!this.#pending.delete(record.number)) return;
    this.#host.stage.features.add(outcome.ok ? 'publish answered' : `publish fails: ${outcome.error.name}`);
    if (!outcome.ok) record.isLoose = true;
    else {
      const { value } = outcome;
      expectThat(isTrueReceipt(this.#room, record, value), 'a receipt tells where the event is', () => {
        return `${JSON.stringify(record)}: ${JSON.stringify(value)}`;
      });
    }
  }

  /** The room is joined there. What is unanswered on another connection goes there, in order. */
  joined(place: PublishPlace): void {
    this.#place = place;
    for (const pending of this.#pending.values()) {
      const { record, connection, until } = pending;
      if (connection === place.connection) continue;
      if (record.event === 'blip' || until < this.#host.now) this.#giveUp(record);
      else {
        this.#host.stage.features.add('publish sent again');
        this.#send(pending, place);
      }
    }
  }

  /** The room is joined nowhere, for now. */
  lost(): void {
    this.#place = undefined;
  }

  /** What is unanswered may be refused, and allowed when it is sent again: behind others. */
  loosen(): void {
    for (const { record } of this.#pending.values()) record.isLoose = true;
  }

  /** What is unanswered will not be sent again: the room is left, or its keys belong to somebody else. */
  forget(): void {
    for (const { record } of this.#pending.values()) this.#giveUp(record);
  }

  #giveUp(record: PublicationRecord): void {
    record.isLoose = true;
    this.#pending.delete(record.number);
  }
}

function isTrueReceipt({ truth }: WorldRoom, { number }: PublicationRecord, value: unknown): boolean {
  const offset: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'offset') : undefined;
  return typeof offset === 'number' && truth.hasOffset(number, offset);
}
