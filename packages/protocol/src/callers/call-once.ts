import { systemError } from '../envelope/rpc-error.ts';
import { listenForAbort } from './abort-listener.ts';
import { type CallPlan, readOutcome } from './call-plan.ts';
import { PlannedCall } from './planned-call.ts';

/**
 * Calls a procedure that answers once; the call begins within this function.
 *
 * Rejects with an `RpcError`, or with what the plan throws. Where items come in, the procedure is one for `CallStream`: the call is
 * cancelled and rejects with `InvalidRequest`.
 */
export function callOnce(plan: CallPlan): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let stopListening = () => {};
    const call = new PlannedCall(plan, {
      onItem: () => {
        const error = systemError('InvalidRequest', 'this procedure streams items: call it through stream');
        reject(error);
        call.cancel(error);
      },
      onSettled: (outcome) => {
        stopListening();
        try {
          resolve(readOutcome(plan, outcome));
        } catch (error) {
          reject(error);
        }
      },
    });
    stopListening = listenForAbort(plan.signal, (reason) => call.cancel(reason));
    call.begin();
  });
}
