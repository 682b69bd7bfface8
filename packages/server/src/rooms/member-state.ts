import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { invalidParams, messageBytes } from '@trunkline/protocol/wire';
import type { TopicEntry } from './topic-entry.ts';
import { received } from './validated.ts';

/** Most bytes of a member's state, in MessagePack (protocol §5.4). */
const MAX_STATE_BYTES = 4 << 10;

/**
 * Reads the presence state that a client gives for a room; `undefined` where the topic has no presence.
 *
 * @throws {RpcError} `InvalidParams`
 */
export async function readMemberState({ presence, name }: TopicEntry, state: unknown): Promise<unknown> {
  if (presence === undefined) {
    if (state === undefined || state === null) return undefined;
    throw invalidParams(`${name}: the state is`, [{ path: '/state', message: 'must be left out: the topic has no presence' }]);
  }
  const read = await received(presence.forward(state), `${name}: the state is`);
  if (messageBytes(msgpackCodec.encodeValue(read).payload) <= MAX_STATE_BYTES) return read;
  throw invalidParams(`${name}: the state is`, [{ path: '/state', message: `must have at most ${MAX_STATE_BYTES} bytes` }]);
}
