import type { Codec } from '../envelope/codec.ts';
import { EncodedValue } from '../envelope/encoded-value.ts';
import { EnvelopeError } from '../envelope/envelope-error.ts';
import { decodeMsgpack } from './msgpack-decode.ts';
import { encodeMsgpack, msgpackOf } from './msgpack-encode.ts';

/** Speaks `trunkline.v1.msgpack`: a MessagePack array for each envelope (§2). */
export const msgpackCodec: Codec = {
  name: 'msgpack',
  encode: encodeMsgpack,
  encodeValue: (value) => new EncodedValue('msgpack', msgpackOf(value)),
  decode(message) {
    if (typeof message === 'string') throw new EnvelopeError('wrong-message-type');
    return decodeMsgpack(message);
  },
};
