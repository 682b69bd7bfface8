// Readers of what clients ask of rooms. Each takes what a stranger sent; what is wrong is told as `InvalidParams`.

import type { Position } from '@trunkline/broker';
import { isCount, type RpcError, readMembers, systemError } from '@trunkline/protocol/wire';

/** A `$/join`. */
export interface JoinParams {
  readonly topic: string;
  /** Which room of the topic. */
  readonly params: unknown;
  readonly position: Position | undefined;
  readonly state: unknown;
  /** The client's number of this join, higher than those before; 0 where it numbers none. */
  readonly n: number;
}

/** A `$/leave`. */
export interface LeaveParams {
  readonly room: number;
  /** The newest join that it may end; infinity where it does not say. */
  readonly n: number;
}

/** A `$/publish`. */
export interface PublishParams {
  readonly room: number;
  readonly event: string;
  readonly data: unknown;
  readonly key: string | undefined;
}

/** Longest publish key, in characters: 128 bits in any usual form, and room for an application's own. */
const MAX_KEY_LENGTH = 128;

/** @throws {RpcError} `InvalidParams` */
export function readJoin(value: unknown): JoinParams {
  const { topic, params, position, state, n } = membersOf(value);
  if (typeof topic !== 'string') throw wrong('/topic', 'must be a name');
  const stated = position === undefined || position === null ? undefined : readPosition(position);
  return { topic, params, position: stated, state, n: joinNumber(n) ?? 0 };
}

/** @throws {RpcError} `InvalidParams` */
export function readPublish(value: unknown): PublishParams {
  const { room, event, data, key } = membersOf(value);
  if (typeof event !== 'string') throw wrong('/event', 'must be a name');
  if (key !== undefined && key !== null && (typeof key !== 'string' || key.length > MAX_KEY_LENGTH)) {
    throw wrong('/key', `must be a text of at most ${MAX_KEY_LENGTH} characters`);
  }
  return { room: roomNumber(room), event, data, key: typeof key === 'string' ? key : undefined };
}

/** @throws {RpcError} `InvalidParams` */
export function readLeave(value: unknown): LeaveParams {
  const { room, n } = membersOf(value);
  return { room: roomNumber(room), n: joinNumber(n) ?? Number.POSITIVE_INFINITY };
}

/** @throws {RpcError} `InvalidParams` */
export function readState(value: unknown): { readonly room: number; readonly state: unknown } {
  const { room, state } = membersOf(value);
  return { room: roomNumber(room), state };
}

function readPosition(value: unknown): Position {
  const { epoch, offset } = membersOf(value, '/position');
  if (typeof epoch !== 'string' || !isCount(offset)) throw wrong('/position', 'must have an epoch and an offset');
  return { epoch, offset };
}

function joinNumber(value: unknown): number | undefined {
  if (value === undefined || value === null || isCount(value)) return value ?? undefined;
  throw wrong('/n', 'must be the number of a join');
}

function roomNumber(value: unknown): number {
  if (isCount(value)) return value;
  throw wrong('/room', 'must be the number of a room');
}

function membersOf(value: unknown, path = ''): Readonly<Record<string, unknown>> {
  try {
    return readMembers(value);
  } catch (cause) {
    throw wrong(path, 'must be an object', cause);
  }
}

function wrong(path: string, message: string, cause?: unknown): RpcError {
  return systemError('InvalidParams', 'the params are not what the protocol says', { issues: [{ path, message }] }, { cause });
}
