import type { HandlerOn, HandlersOn } from '@trunkline/protocol';
import type { Log } from '../link/log.ts';
import type { Context } from '../peer/identity.ts';
import type { Peer } from '../peer/peer.ts';

/** What the server gives every handler beside its params: `call`, without `error` and `input`, which the contract types. */
export interface CallGiven<Ctx = Context> {
  /** Who calls, as known when the call came in; newer credentials change later calls only. */
  readonly context: Ctx;
  /** The client's session; `undefined` for plain JSON-RPC, which has none. */
  readonly peer: Peer<Ctx> | undefined;
  /** Aborted when the caller gave up, the deadline passed or the session ended; its reason is the `RpcError` that says which. */
  readonly signal: AbortSignal;
  /** Says the method with everything, and whatever the peer's own log says. */
  readonly log: Log;
  /** W3C Trace Context of the caller, unread. */
  readonly traceparent?: string | undefined;
  readonly tracestate?: string | undefined;
}

/** The handler of procedure `P` on the server, for handlers in files of their own. */
export type Handler<P, Ctx = Context> = HandlerOn<P, 'server', CallGiven<Ctx>>;

/** The handlers of a procedure, or of all procedures of a namespace. */
export type Handlers<P, Ctx = Context> = HandlersOn<P, 'server', CallGiven<Ctx>>;
