import type { RpcError } from '@trunkline/protocol';
import { ERROR_CODES, isRpcError, isSystemErrorName, jsonCodec, systemError } from '@trunkline/protocol/wire';
import { logThrown } from '../link/log-thrown.ts';
import type { FailureLog } from './call-scope.ts';

/**
 * Makes what a peer may be told of what an application's function threw (protocol §6).
 *
 * An `RpcError` of the system passes as it is. Anything else is `Internal` with a fresh error id, under which it is logged with `fields`.
 * So is `Internal` itself, which may come from elsewhere and tell too much; what was never on a wire (`Closed`, `OutcomeUnknown`); and an
 * error whose data cannot be sent.
 */
export function rpcErrorOf(thrown: unknown, fields: object, { log, platform }: FailureLog): RpcError {
  if (isTold(thrown)) return thrown;
  const errorId = platform.randomId();
  logThrown(log, 'error', { err: thrown, errorId, ...fields }, 'a handler failed');
  return systemError('Internal', 'the call failed', { errorId });
}

/** Tells an error of the system that may be told as it is. */
export function isTold(thrown: unknown): thrown is RpcError {
  if (!isRpcError(thrown) || !isSystemErrorName(thrown.name) || thrown.name === 'Internal') return false;
  const code = ERROR_CODES[thrown.name];
  return thrown.code === code && code !== 0 && isPlain(thrown.data);
}

/** Tells what can be sent; both codecs take the same. */
export function isPlain(value: unknown): boolean {
  try {
    jsonCodec.encodeValue(value);
    return true;
  } catch {
    return false;
  }
}
