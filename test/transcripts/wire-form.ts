import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { type Codec, type Envelope, jsonCodec, type Message, type OutboundEnvelope } from '@trunkline/protocol/wire';
import type { MessageText } from './transcript.ts';

/** Both codecs; every exchange is replayed in each. */
export const CODECS: readonly Codec[] = [jsonCodec, msgpackCodec];

/** The message that a line stands for, in a codec. */
export function messageOf(text: MessageText, codec: Codec): Message {
  if ('raw' in text) return codec.name === 'json' ? text.raw.json : bytesOf(text.raw.msgpack);
  const json = JSON.stringify(text.json);
  return codec.name === 'json' ? json : codec.encode(outbound(jsonCodec.decode(json)));
}

function bytesOf(hex: string | undefined): Uint8Array {
  if (hex === undefined) throw new Error('the raw message has no MessagePack form');
  return Buffer.from(hex.replaceAll(' ', ''), 'hex');
}

/** The JSON form of a message that a machine sent. */
export function jsonFormOf(message: Message, codec: Codec): unknown {
  return JSON.parse(typeof message === 'string' ? message : jsonCodec.encode(outbound(codec.decode(message))).toString());
}

/** The JSON form of a value that a machine told: bytes as `$bytes`, nothing that is undefined. */
export function plainOf(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(jsonCodec.encodeValue(value).payload.toString());
}

/** The value that a JSON form stands for: bytes in the place of `$bytes`. */
export function readJsonForm(json: unknown): unknown {
  const envelope = jsonCodec.decode(JSON.stringify({ jsonrpc: '2.0', id: 1, result: json ?? null }));
  return envelope.kind === 'response' ? envelope.result : undefined;
}

/** An envelope that can be written. @throws {Error} for one that only a broken peer sends: a line has it as `raw`. */
function outbound(envelope: Envelope): OutboundEnvelope {
  if (envelope.kind === 'refused' || envelope.kind === 'unknown') throw new Error(`nobody sends an envelope that is ${envelope.kind}`);
  return envelope;
}
