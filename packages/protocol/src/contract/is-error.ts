import { DECLARED_ERROR_CODE, type SystemErrorName } from '../envelope/error-code.ts';
import type { RpcError } from '../envelope/rpc-error.ts';
import type { Carries } from './calls.ts';
import type { ErrorName, ErrorOf } from './declared-errors.ts';
import type { AnyProcedure } from './procedure.ts';

/**
 * Tells whether a call ended with the error: one of the system's, `isError(error, 'OutcomeUnknown')`, or one that the procedure declares,
 * `isError(error, client.call.quote, 'UnknownSymbol')`; the contract's procedure does as well as the function that calls it.
 *
 * Goes by name and code, not by class, so an error of another copy of this package in the program is known too.
 */
export function isError<N extends SystemErrorName>(error: unknown, name: N): error is RpcError<N, unknown>;
export function isError<P extends AnyProcedure, N extends string & ErrorName<P>>(
  error: unknown,
  of: Carries<P> | P,
  name: N,
): error is Extract<ErrorOf<P, 'client'>, { readonly name: N }>;
export function isError(error: unknown, nameOrProcedure: unknown, declaredName?: string): boolean {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'number')) return false;
  const declared = error.code === DECLARED_ERROR_CODE;
  return declaredName === undefined ? error.name === nameOrProcedure && !declared : error.name === declaredName && declared;
}
