import type { Codec } from '@trunkline/protocol/wire';
import type { SharedMessage } from '../link/server-link.ts';
import { eventRuns, runMessage } from './event-messages.ts';
import type { RoomEvent } from './room-event.ts';

/** An event, and the number of its publication in the room. */
export interface BatchEvent {
  readonly event: RoomEvent;
  readonly version: number;
}

/** A message of a batch, and how far a member has come that was sent it. */
export interface BatchMessage {
  readonly message: SharedMessage;
  /** 0 where nothing in it is logged. */
  readonly lastOffset: number;
  readonly lastVersion: number;
}

/** What was published to a room in one turn, written once for all its members. */
export class Batch {
  readonly #room: number;
  readonly #events: readonly BatchEvent[];
  /** By what a member has read of it, how long its messages may be, and its codec. */
  readonly #messages = new Map<Codec, Map<number, Map<number, readonly BatchMessage[]>>>();
  readonly #firstOffset: number;

  constructor(room: number, events: readonly BatchEvent[]) {
    this.#room = room;
    this.#events = events;
    this.#firstOffset = events.find(({ event }) => event.offset > 0)?.event.offset ?? Number.POSITIVE_INFINITY;
  }

  /** For a member that has read the log up to an offset: what is logged behind it, and all that is not logged. */
  messages(codec: Codec, read: number, maxBytes: number): readonly BatchMessage[] {
    // Whoever has read nothing of it gets the same, wherever he stands.
    const from = read < this.#firstOffset ? 0 : read;
    const ofCodec = entryOf(this.#messages, codec, () => new Map<number, Map<number, readonly BatchMessage[]>>());
    const ofBytes = entryOf(ofCodec, maxBytes, () => new Map<number, readonly BatchMessage[]>());
    return entryOf(ofBytes, from, () => this.#write(codec, from, maxBytes));
  }

  #write(codec: Codec, read: number, maxBytes: number): readonly BatchMessage[] {
    const wanted = this.#events.filter(({ event: { offset } }) => offset === 0 || offset > read);
    const runs = eventRuns(
      wanted.map(({ event }) => event),
      codec,
      maxBytes,
    );
    let written = 0;
    return runs.map((run) => {
      written += run.length;
      const lastVersion = wanted[written - 1]?.version ?? 0;
      return { message: runMessage(this.#room, run, codec), lastOffset: run.at(-1)?.offset ?? 0, lastVersion };
    });
  }
}

function entryOf<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
