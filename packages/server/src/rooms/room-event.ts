import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { type Codec, type EncodedValue, EnvelopeError, type EventEnvelope } from '@trunkline/protocol/wire';

/** What a publication says. */
export interface EventContent {
  readonly name: string;
  readonly data: unknown;
  /** The peer that published it; missing where the server did. */
  readonly publisher?: string | undefined;
}

/** Where no room is meant. */
const NO_ROOM = 0;

/** Writes an event as brokers keep it: an `event` envelope in MessagePack, of no room. @throws {TypeError} when the data are not plain. */
export function encodeEvent({ name, data, publisher }: EventContent): Uint8Array {
  const envelope: EventEnvelope = { kind: 'event', room: NO_ROOM, offset: 0, name, data, publisher };
  const payload = msgpackCodec.encode(envelope);
  if (typeof payload === 'string') throw new TypeError('MessagePack is bytes');
  return payload;
}

/** Writes a member's state as brokers keep it. @throws {TypeError} when it is not plain data. */
export function encodeState(state: unknown): Uint8Array {
  return encodeEvent({ name: 'state', data: state });
}

/** Reads a member's state. @throws {EnvelopeError} when it is none. */
export function decodeState(payload: Uint8Array): unknown {
  return decodeEvent(payload).data;
}

/** Reads an event. @throws {EnvelopeError} when it is none. */
function decodeEvent(payload: Uint8Array): EventEnvelope {
  const envelope = msgpackCodec.decode(payload);
  if (envelope.kind !== 'event') throw new EnvelopeError('unknown-kind');
  return envelope;
}

/** One event on its way to a room's members: read once, and serialised once for each codec, however many they are. */
export class RoomEvent {
  /** 0 where it is not logged. */
  readonly offset: number;
  readonly bytes: number;
  readonly #content: EventEnvelope;
  readonly #encoded = new Map<Codec, EncodedValue>();

  /** @throws {EnvelopeError} when the payload is no event. */
  constructor(payload: Uint8Array, offset: number) {
    this.offset = offset;
    this.bytes = payload.byteLength;
    this.#content = decodeEvent(payload);
  }

  get name(): string {
    return String(this.#content.name);
  }

  get publisher(): string | undefined {
    return this.#content.publisher;
  }

  /** The data in the form of a codec. */
  encoded(codec: Codec): EncodedValue {
    let encoded = this.#encoded.get(codec);
    if (encoded === undefined) {
      encoded = codec.encodeValue(this.#content.data);
      this.#encoded.set(codec, encoded);
    }
    return encoded;
  }
}
