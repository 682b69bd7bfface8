import type { LoggedEvent, Position, ReadLimit } from '@trunkline/broker';
import { EnvelopeError } from '@trunkline/protocol/wire';
import { LogChunk } from './log-chunk.ts';
import { RoomEvent } from './room-event.ts';
import type { RoomWorld } from './room-world.ts';

/** What is read from a log at once: one recovery at most (protocol §10), and small enough to hold for a slow reader. */
const READ_LIMIT: ReadLimit = { count: 1_000, bytes: 1 << 20 };

/** What a reading of the log came to. */
export type LogRead = LogChunk | { readonly lost: 'epoch' | 'trimmed'; readonly head: Position };

/** Reads one room's log. Whoever asks for the same while it is read shares the reading: a thousand members that come back cost one. */
export class LogReader {
  readonly #world: RoomWorld;
  readonly #name: string;
  readonly #room: number;
  readonly #underWay = new Map<string, Promise<LogRead>>();

  constructor(world: RoomWorld, name: string, room: number) {
    this.#world = world;
    this.#name = name;
    this.#room = room;
  }

  /** Reads the events after a position, {@link READ_LIMIT} of them at most. Rejects with what the broker throws. */
  read(after: Position): Promise<LogRead> {
    const key = `${after.offset} ${after.epoch}`;
    const shared = this.#underWay.get(key);
    if (shared !== undefined) return shared;
    const reading = this.#read(after).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, reading);
    return reading;
  }

  async #read(after: Position): Promise<LogRead> {
    const reading = await this.#world.broker.read(this.#name, after, READ_LIMIT);
    if (reading.kind === 'lost') return { lost: reading.reason, head: reading.head };
    const events = this.#decode(reading.events);
    return events === undefined ? { lost: 'trimmed', head: reading.head } : new LogChunk(this.#room, events, reading.head);
  }

  /** What somebody else wrote into the store and nobody can read is as good as trimmed: readers must not wait for it for ever. */
  #decode(logged: readonly LoggedEvent[]): readonly RoomEvent[] | undefined {
    try {
      return logged.map(({ payload, offset }) => new RoomEvent(payload, offset));
    } catch (err) {
      if (!(err instanceof EnvelopeError)) throw err;
      this.#world.log.error({ err, room: this.#name }, 'the log of a room holds what is no event; readers are sent past it');
      return undefined;
    }
  }
}
