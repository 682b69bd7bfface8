import type { RpcError, Validated } from '@trunkline/protocol';
import { DECLARED_ERROR_CODE, declaredError, isRpcError } from '@trunkline/protocol/wire';
import { InvalidOutputError, outgoing } from '../peer/outgoing.ts';
import type { CallScope } from './call-scope.ts';
import type { ProcedureEntry } from './procedure-entry.ts';
import { isPlain, rpcErrorOf } from './rpc-error-of.ts';

/**
 * Makes what a caller is told of what the handler of its procedure threw. A promise only where an asynchronous schema says so.
 *
 * An error that the procedure declares is told with its data in the form in which they are sent. One that it does not declare, or whose
 * data are not what the contract says, is a bug; for everything else see {@link rpcErrorOf}.
 */
export function toldError(thrown: unknown, entry: ProcedureEntry, scope: CallScope): RpcError | Promise<RpcError> {
  const fields = { method: entry.name };
  const validator = isDeclared(thrown) ? entry.errors.get(thrown.name) : undefined;
  if (!isDeclared(thrown) || validator === undefined) return rpcErrorOf(thrown, fields, scope);
  const { name } = thrown;
  const told = (data: Validated): RpcError => {
    if (!data.ok) return rpcErrorOf(new InvalidOutputError(`the data of the error ${name}`, data.issues), fields, scope);
    // What is no plain data a loose schema may let pass.
    return isPlain(data.value) ? declaredError(name, data.value) : rpcErrorOf(thrown, fields, scope);
  };
  try {
    const data = outgoing(validator, thrown.data, scope.isChecking);
    return data instanceof Promise ? data.then(told).catch((error: unknown) => rpcErrorOf(error, fields, scope)) : told(data);
  } catch (error) {
    return rpcErrorOf(error, fields, scope);
  }
}

function isDeclared(thrown: unknown): thrown is RpcError {
  return isRpcError(thrown) && thrown.code === DECLARED_ERROR_CODE;
}
