import type { Codec, RoomEnvelope } from '@trunkline/protocol/wire';
import { SharedMessage } from '../link/server-link.ts';

/** One envelope for many members, written once for each codec. */
export class SharedEnvelope {
  readonly #envelope: RoomEnvelope;
  readonly #messages = new Map<Codec, SharedMessage>();

  constructor(envelope: RoomEnvelope) {
    this.#envelope = envelope;
  }

  /** @throws {TypeError} when the content of the envelope is not plain data. */
  message(codec: Codec): SharedMessage {
    const message = this.#messages.get(codec) ?? new SharedMessage(codec.encode(this.#envelope));
    this.#messages.set(codec, message);
    return message;
  }
}
