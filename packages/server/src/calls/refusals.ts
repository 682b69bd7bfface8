import type { RpcError } from '@trunkline/protocol';
import { BUSY_RETRY_MS, type NameOrIndex, systemError } from '@trunkline/protocol/wire';

/** Most characters of a stranger's method that are said again. */
const MAX_CHARACTERS = 200;

/** No procedure has this name or index. */
export function methodNotFound(method: NameOrIndex): RpcError {
  return systemError('MethodNotFound', `there is no method ${String(method).slice(0, MAX_CHARACTERS)}`);
}

/** The peer calls too often. */
export function tooOften(retryAfterMs: number): RpcError {
  return systemError('TooMany', 'too many calls at a time', { retryAfterMs });
}

/** All slots for handlers are taken. */
export function noSlot(): RpcError {
  return systemError('TooMany', 'too many calls are in flight', { retryAfterMs: BUSY_RETRY_MS });
}

/** Plain JSON-RPC cannot carry the streams of a procedure (protocol §3). */
export function streamRequired(message: string): RpcError {
  return systemError('InvalidParams', message, { reason: 'stream-required' });
}
