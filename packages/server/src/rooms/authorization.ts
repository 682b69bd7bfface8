import { type RpcError, systemError } from '@trunkline/protocol/wire';
import type { Peer } from '../peer/peer.ts';
import type { RoomWorld } from './room-world.ts';
import type { TopicEntry } from './topic-entry.ts';
import type { TopicAction } from './topic-handler.ts';

/** Asks the application whether a peer may do something with a room. Answers why not, or `undefined`. */
export async function refusalOf(
  { toRpcError }: RoomWorld,
  { authorize, name }: TopicEntry,
  params: unknown,
  peer: Peer<unknown>,
  action: TopicAction,
): Promise<RpcError | undefined> {
  if (authorize === undefined) return undefined;
  try {
    const answer = await authorize(params, peer, action);
    // Exactly true: an authorize that forgets to answer lets nobody in.
    return answer === true ? undefined : systemError('Forbidden', `you may not ${action} this room`);
  } catch (error) {
    return toRpcError(error, { topic: name, peer: peer.id }, peer.log);
  }
}
