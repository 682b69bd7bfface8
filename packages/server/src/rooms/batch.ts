import type { Codec } from '@trunkline/protocol/wire';
import type { SharedMessage } from '../link/server-link.ts';
import { CHUNK_BYTES, eventMessages } from './event-messages.ts';
import type { RoomEvent } from './room-event.ts';

/** What was published to a room in one turn, written once for all its members. */
export class Batch {
  readonly #room: number;
  readonly #events: readonly RoomEvent[];
  readonly #messages = new Map<Codec, Map<number, readonly SharedMessage[]>>();

  constructor(room: number, events: readonly RoomEvent[]) {
    this.#room = room;
    this.#events = events;
  }

  /** For a member that has read the log up to an offset: what is logged behind it, and all that is not logged. */
  messages(codec: Codec, read: number): readonly SharedMessage[] {
    let byRead = this.#messages.get(codec);
    if (byRead === undefined) {
      byRead = new Map();
      this.#messages.set(codec, byRead);
    }
    let messages = byRead.get(read);
    if (messages === undefined) {
      const wanted = this.#events.filter(({ offset }) => offset === 0 || offset > read);
      messages = eventMessages(this.#room, wanted, codec, CHUNK_BYTES);
      byRead.set(read, messages);
    }
    return messages;
  }
}
