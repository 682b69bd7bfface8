import { type IncomingCall, type NameOrIndex, RpcError } from '@trunkline/protocol/wire';
import type { CallScope } from './call-scope.ts';
import type { ProcedureEntry } from './procedure-entry.ts';
import { methodNotFound, tooOften } from './refusals.ts';
import type { Router } from './router.ts';
import { runCall } from './run-call.ts';

/** Finds what implements procedures. */
export type ProcedureFinder = Pick<Router, 'find'>;

/** Runs a call that came in over a session, or answers why not. To be called in the turn in which it came in. */
export function dispatchCall(procedures: ProcedureFinder, call: IncomingCall, scope: CallScope): void {
  const entry = admit(procedures, call.method, scope);
  if (entry instanceof RpcError) {
    call.fail(entry);
    return;
  }
  call.compresses = entry.compresses;
  runCall(entry, call, scope);
}

/** Lets a call in by the rate of its peer and finds its procedure, or answers why not. */
export function admit(procedures: ProcedureFinder, method: NameOrIndex, scope: CallScope): ProcedureEntry | RpcError {
  const waitMs = scope.takeCall();
  if (waitMs > 0) return tooOften(waitMs);
  return procedures.find(method) ?? methodNotFound(method);
}
