import type { CodecName, EncodedValue } from './encoded-value.ts';
import type { Envelope, OutboundEnvelope } from './envelope.ts';
import type { Message } from './message.ts';

/** Turns one WebSocket message into one envelope and back. Stateless; shared by both ends. */
export interface Codec {
  readonly name: CodecName;
  /**
   * Writes one envelope. An {@link EncodedValue} of this codec is joined as it stands.
   *
   * @throws {TypeError} when a value is not plain data (JSON's types and `Uint8Array`), nests too deep, or params are no object or array; it names the path.
   */
  encode(envelope: OutboundEnvelope): Message;
  /** Serialises one value, to be joined to envelopes later. @throws {TypeError} as `encode`. */
  encodeValue(value: unknown): EncodedValue;
  /** @throws {EnvelopeError} when the message is not a well-formed envelope; nothing else, whatever a stranger sends. */
  decode(message: Message): Envelope;
}
