import type { Host } from '../kernel/host.ts';
import { pad } from '../kernel/pad.ts';
import { expectThat } from '../kernel/violation.ts';
import type { PublicationBook, PublicationRecord } from '../rooms/publication-book.ts';
import type { EventName } from '../rooms/world-contract.ts';
import type { WorldRoom } from '../rooms/world-room.ts';
import type { RoomHandle } from './room-handle.ts';

/** Longer than a publish is sent again, in ms (protocol §5.5). */
const SETTLED_WITHIN_MS = 101_000;

/** Longer than whoever wakes needs to see what time it is, in ms. */
const NOTICED_WITHIN_MS = 1_000;

/** What says that nothing was sent: the client itself, and no server. */
const NEVER_SENT: ReadonlySet<string> = new Set(['Cancelled', 'Closed', 'DeadlineExceeded']);

/** What an application publishes to one room by the published client, and is told of that. */
export class ApplicationPublisher {
  readonly #room: WorldRoom;
  readonly #host: Host;
  readonly #book: PublicationBook;
  readonly #pending = new Set<PublicationRecord>();

  constructor(room: WorldRoom, host: Host, book: PublicationBook) {
    this.#room = room;
    this.#host = host;
    this.#book = book;
  }

  async publish(handle: Pick<RoomHandle, 'publish'>, event: EventName, key: string, bytes: number): Promise<void> {
    const record = this.#book.begin(this.#room.name, event, key, `${this.#host.name} in ${this.#room.name}`, bytes);
    const { time } = this.#host.stage;
    const step = time.steps;
    this.#pending.add(record);
    this.#host.after(SETTLED_WITHIN_MS, () => this.#expectSettled(record));
    try {
      const receipt = await handle.publish(event, { number: record.number, key, pad: pad(bytes) });
      this.#pending.delete(record);
      this.#taken(record, receipt);
    } catch (error) {
      if (!this.#pending.delete(record)) throw error;
      this.#failed(record, error, time.steps === step);
    }
  }

  /** By whoever has been awake for long enough. */
  #expectSettled(record: PublicationRecord): void {
    const { name, stage, awakeSince } = this.#host;
    if (!this.#pending.has(record)) return;
    const leftMs = awakeSince + NOTICED_WITHIN_MS - stage.time.now;
    expectThat(leftMs > 0, 'a publish is settled in its time', () => `publication ${record.number} of ${name}`);
    this.#host.after(leftMs, () => this.#expectSettled(record));
  }

  #taken(record: PublicationRecord, receipt: unknown): void {
    const { number, event } = record;
    this.#host.stage.features.add('publish answered to the application');
    const offset: unknown = typeof receipt === 'object' && receipt !== null ? Reflect.get(receipt, 'offset') : undefined;
    const isTrue = event === 'item' ? typeof offset === 'number' && this.#room.truth.hasOffset(number, offset) : receipt === undefined;
    expectThat(isTrue, 'a receipt tells where the event is', () => `${JSON.stringify(record)}: ${JSON.stringify(receipt)}`);
  }

  #failed(record: PublicationRecord, error: unknown, isAtOnce: boolean): void {
    const name = error instanceof Error ? error.name : String(error);
    this.#host.stage.features.add(`publish rejects: ${name}`);
    if (isAtOnce || NEVER_SENT.has(name)) {
      const hasHappened = this.#room.truth.hasHappened(record.number);
      expectThat(!hasHappened, 'what was not sent does not take effect', () => `${JSON.stringify(record)}: ${name}`);
      record.neverHappens = true;
    }
    record.isLoose = true;
  }

  /** What is unanswered may be refused, and allowed when it is sent again: behind others. */
  loosen(): void {
    for (const record of this.#pending) record.isLoose = true;
  }

  /** What is not settled. */
  unrest(): string[] {
    return [...this.#pending].map(({ number }) => `publication ${number} of ${this.#host.name} is not settled`);
  }
}
