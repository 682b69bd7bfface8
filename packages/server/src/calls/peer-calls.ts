import type { AnyProcedure, Stream } from '@trunkline/protocol';
import { CallStream, callOnce, readCallOptions, type ServerSession } from '@trunkline/protocol/wire';
import type { Log } from '../link/log.ts';
import type { Platform } from '../link/platform.ts';
import { PeerCallPlan } from './peer-call-plan.ts';
import type { Router } from './router.ts';

/** What calls of clients are made with. */
export interface CallingScope {
  readonly router: Pick<Router, 'findClient'>;
  readonly platform: Pick<Platform, 'now'>;
  readonly log: Log;
}

/**
 * Calls a procedure of a session's client, with the params and options in `args`: a promise of the result, begun at once, or a stream, which
 * begins when it is consumed. `onBegun` is called each time the session was given a call, since its deadline may be another one then.
 *
 * Rejects with an `RpcError`: params and items that are not what the contract says with `InvalidParams`, before they are sent; an answer
 * that is not, which is logged, with `Internal`.
 *
 * @throws {TypeError} for a procedure that is none of the contract's `client`, for an input that is missing or too much, and for a stream
 * whose params have an asynchronous schema.
 * @throws {RangeError} when `timeoutMs` is not positive and finite.
 */
export function callPeer(
  session: ServerSession,
  procedure: AnyProcedure,
  [params, given]: readonly unknown[],
  { router, platform, log }: CallingScope,
  onBegun: () => void = () => {},
): Promise<unknown> | Stream<unknown, unknown> {
  const known = router.findClient(procedure);
  if (known === undefined) {
    throw new TypeError(`${procedure['~name'] || 'a procedure'} is none that clients implement: take it from the contract's client`);
  }
  const options = readCallOptions(given, known);
  const target = { session, log, now: () => platform.now(), onBegun };
  const written = known.params.send(params);
  if (!(written instanceof Promise)) {
    const plan = new PeerCallPlan(known, written, options, target);
    return known.hasItems ? new CallStream(plan) : callOnce(plan);
  }
  if (known.hasItems) throw new TypeError(`${known.name}: a stream cannot wait for params that are checked asynchronously`);
  return written.then((later) => callOnce(new PeerCallPlan(known, later, options, target)));
}
