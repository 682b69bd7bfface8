import type { Feed } from '../contract/calls.ts';
import { DECLARED_ERROR_CODE } from '../envelope/error-code.ts';
import { isRpcError } from '../envelope/is-rpc-error.ts';
import type { RpcError } from '../envelope/rpc-error.ts';
import type { CallRequest, OutgoingCall } from '../session/outgoing-call.ts';

/**
 * How one call is to be made: what only the package that makes it knows. Each `write…` and `read…` answers at once or by a promise.
 *
 * A plan is good for one call.
 */
export interface CallPlan {
  /**
   * What is asked for; `hasInput` is to be true exactly where there is {@link input}. Made when the call begins, so that its deadline
   * counts from there. What it throws, the application gets as it is.
   */
  request(): CallRequest;
  /** Gives the call to the session that is to carry it. What it throws, the application gets as it is. */
  begin(call: OutgoingCall): void;
  /** What is streamed to the callee. Its `return()` runs where the call settles first, even when nothing was sent. */
  readonly input?: Feed<unknown> | undefined;
  /** Makes what is sent of an item of the input. An `RpcError` that it throws is told to the callee: the input failed. */
  writeItem(item: unknown): unknown;
  /** Makes what the application gets of an item. What it throws ends the call. */
  readItem(item: unknown): unknown;
  /** Makes what the application gets of the result. What it throws, the application gets. */
  readResult(value: unknown): unknown;
  /** Makes what the application gets of an error that the contract declares. Left out: the error as it came. */
  readError?(error: RpcError): RpcError | Promise<RpcError>;
  /** Aborted, it ends the call at once; aborted before the call begins, it lets nothing be sent. */
  readonly signal?: AbortSignal | undefined;
}

/** How a planned call ended. An error that is no `RpcError` was thrown by the plan. */
export type PlannedOutcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown };

/**
 * Makes what the application gets of the outcome, at once or by a promise.
 *
 * @throws what the application is to be told; the promise rejects with it.
 */
export function readOutcome(plan: CallPlan, outcome: PlannedOutcome): unknown {
  if (outcome.ok) return plan.readResult(outcome.value);
  const { error } = outcome;
  if (plan.readError === undefined || !isRpcError(error) || error.code !== DECLARED_ERROR_CODE) throw error;
  const read = plan.readError(error);
  if (!(read instanceof Promise)) throw read;
  return read.then((later) => {
    throw later;
  });
}
