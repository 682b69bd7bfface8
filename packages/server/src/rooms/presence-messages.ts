import type { Codec, PresenceEnvelope } from '@trunkline/protocol/wire';
import { SharedMessage } from '../link/server-link.ts';

/** One envelope for many members, written once for each codec. */
export class PresenceMessages {
  readonly #envelope: PresenceEnvelope;
  readonly #messages = new Map<Codec, SharedMessage>();

  constructor(envelope: PresenceEnvelope) {
    this.#envelope = envelope;
  }

  message(codec: Codec): SharedMessage {
    const message = this.#messages.get(codec) ?? new SharedMessage(codec.encode(this.#envelope));
    this.#messages.set(codec, message);
    return message;
  }
}
