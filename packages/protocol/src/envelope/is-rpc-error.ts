import { DECLARED_ERROR_CODE, isSystemErrorName } from './error-code.ts';
import type { RpcError } from './rpc-error.ts';

/**
 * Tells whether what was thrown is an error that may cross the wire by value.
 *
 * Goes by its members, not by its class, so that an error of another copy of this package in the program is known too; a `DOMException`,
 * which has a number for its code as well, is none.
 */
export function isRpcError(thrown: unknown): thrown is RpcError {
  if (!(thrown instanceof Error && 'data' in thrown && 'code' in thrown)) return false;
  return thrown.code === DECLARED_ERROR_CODE || (typeof thrown.code === 'number' && isSystemErrorName(thrown.name));
}
