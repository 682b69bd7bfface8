import { RpcError, systemError } from '@trunkline/protocol/wire';
import type { RoomWorld } from './room-world.ts';

/** Waits for the broker. What it throws is for the log; whoever asked is told `Unavailable`, and comes back. An `RpcError` passes. */
export async function orUnavailable<T>({ log }: RoomWorld, answer: Promise<T>, fields: object): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    if (cause instanceof RpcError) throw cause;
    log.warn({ err: cause, ...fields }, 'the broker could not be asked; the client is told to come back');
    throw systemError('Unavailable', 'the room cannot be reached for now', undefined, { cause });
  }
}
