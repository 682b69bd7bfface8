import type { RpcError, ValidationIssue } from '@trunkline/protocol';
import { type NameOrIndex, systemError } from '@trunkline/protocol/wire';

/** Most characters of a stranger's method that are said again. */
const MAX_CHARACTERS = 200;

/** After which a caller that found no free slot may try again, in ms: a few round trips, as for a session (protocol §3.3). */
const SLOT_RETRY_MS = 100;

/** No procedure has this name or index. */
export function methodNotFound(method: NameOrIndex): RpcError {
  return systemError('MethodNotFound', `there is no method ${String(method).slice(0, MAX_CHARACTERS)}`);
}

/** The params, or an item of the input, are not what the contract says. */
export function invalidParams(what: string, issues: readonly ValidationIssue[]): RpcError {
  return systemError('InvalidParams', `${what} not what the contract says`, { issues });
}

/** The peer calls too often. */
export function tooOften(retryAfterMs: number): RpcError {
  return systemError('TooMany', 'too many calls at a time', { retryAfterMs });
}

/** All slots for handlers are taken. */
export function noSlot(): RpcError {
  return systemError('TooMany', 'too many calls are in flight', { retryAfterMs: SLOT_RETRY_MS });
}

/** Plain JSON-RPC cannot carry the streams of a procedure (protocol §3). */
export function streamRequired(message: string): RpcError {
  return systemError('InvalidParams', message, { reason: 'stream-required' });
}
