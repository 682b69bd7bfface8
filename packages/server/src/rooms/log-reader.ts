import type { Broker, Position, ReadLimit } from '@trunkline/broker';
import type { Codec } from '@trunkline/protocol/wire';
import type { SharedMessage } from '../link/server-link.ts';
import { eventRuns, runMessage } from './event-messages.ts';
import { RoomEvent } from './room-event.ts';

/** What is read from a log at once: one recovery at most (protocol §10), and small enough to hold for a slow reader. */
export const READ_LIMIT: ReadLimit = { count: 1_000, bytes: 1 << 20 };

/** A message of a chunk, and the offset of the last event in it. */
export interface ChunkMessage {
  readonly message: SharedMessage;
  readonly lastOffset: number;
}

/** Events of a room's log that stand one behind the other, serialised once for whoever reads them at the same time. */
export class LogChunk {
  readonly events: readonly RoomEvent[];
  /** The head of the log when it was read. */
  readonly head: Position;
  readonly #room: number;
  readonly #messages = new Map<Codec, Map<number, readonly ChunkMessage[]>>();

  constructor(room: number, events: readonly RoomEvent[], head: Position) {
    this.#room = room;
    this.events = events;
    this.head = head;
  }

  /** Whether it reaches to the head. */
  get isComplete(): boolean {
    return (this.events.at(-1)?.offset ?? this.head.offset) >= this.head.offset;
  }

  messages(codec: Codec, maxBytes: number): readonly ChunkMessage[] {
    const byBytes = this.#messages.get(codec) ?? new Map<number, readonly ChunkMessage[]>();
    this.#messages.set(codec, byBytes);
    const messages = byBytes.get(maxBytes) ?? this.#write(codec, maxBytes);
    byBytes.set(maxBytes, messages);
    return messages;
  }

  #write(codec: Codec, maxBytes: number): readonly ChunkMessage[] {
    const runs = eventRuns(this.events, codec, maxBytes);
    return runs.map((run) => ({ message: runMessage(this.#room, run, codec), lastOffset: run.at(-1)?.offset ?? 0 }));
  }
}

/** What a reading of the log came to. */
export type LogRead = LogChunk | { readonly lost: 'epoch' | 'trimmed'; readonly head: Position };

/** Reads one room's log. Whoever asks for the same while it is read shares the reading: a thousand members that come back cost one. */
export class LogReader {
  readonly #broker: Broker;
  readonly #name: string;
  readonly #room: number;
  readonly #underWay = new Map<string, Promise<LogRead>>();

  constructor(broker: Broker, name: string, room: number) {
    this.#broker = broker;
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
    const reading = await this.#broker.read(this.#name, after, READ_LIMIT);
    if (reading.kind === 'lost') return { lost: reading.reason, head: reading.head };
    const events = reading.events.map(({ payload, offset }) => new RoomEvent(payload, offset));
    return new LogChunk(this.#room, events, reading.head);
  }
}
