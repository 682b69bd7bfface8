import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { type Codec, jsonCodec } from '@trunkline/protocol/wire';

/** The subprotocols that are spoken, and what a message of each is (protocol §1). */
export const SUBPROTOCOLS: ReadonlyMap<string, Codec> = new Map([
  ['trunkline.v1.json', jsonCodec],
  ['trunkline.v1.msgpack', msgpackCodec],
]);
