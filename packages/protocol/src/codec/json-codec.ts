import type { Codec } from '../envelope/codec.ts';
import { EncodedValue } from '../envelope/encoded-value.ts';
import { EnvelopeError } from '../envelope/envelope-error.ts';
import { decodeJson } from './json-decode.ts';
import { encodeJson } from './json-encode.ts';
import { jsonOf } from './json-value.ts';

/** Speaks `trunkline.v1.json`: a JSON-RPC 2.0 object for each envelope (§2). */
export const jsonCodec: Codec = {
  name: 'json',
  encode: encodeJson,
  encodeValue: (value) => new EncodedValue('json', jsonOf(value)),
  decode(message) {
    if (typeof message !== 'string') throw new EnvelopeError('wrong-message-type');
    return decodeJson(message);
  },
};
