import type { Position } from '@trunkline/broker';
import type { Codec } from '@trunkline/protocol/wire';
import type { SharedMessage } from '../link/server-link.ts';
import { eventRuns, runMessage } from './event-messages.ts';
import type { RoomEvent } from './room-event.ts';

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

  /** Its messages, none of more than `maxBytes` unless one event alone is longer. */
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
