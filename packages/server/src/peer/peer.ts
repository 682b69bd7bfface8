import type { AnyProcedure, Caller } from '@trunkline/protocol';
import type { Log } from '../link/log.ts';
import type { Context } from './identity.ts';

/** A client with a session, as the application sees it. It outlives its connections; nobody else has its id. */
export interface Peer<Ctx = Context> {
  /** The public id, known to the other members of its rooms; kept by resume. */
  readonly id: string;
  /** What its newest credentials came to. Calls keep the context that they began with. */
  readonly context: Ctx;
  readonly principal: string | null;
  /** Whether it has a connection now. Without one it may come back. */
  readonly isConnected: boolean;
  readonly log: Log;
  /**
   * Calls a procedure of the contract's `client`: a promise of the result, or a `Stream` where the client streams items.
   *
   * Rejects as every call does: with a declared error or one of the system, `OutcomeUnknown` when the session is lost first.
   */
  call<P extends AnyProcedure>(procedure: P, ...args: NoInfer<CallArguments<P>>): NoInfer<Called<P>>;
  /**
   * Closes its connection. 4001 to 4499: it comes back; 4500 to 4999 end the session: it stays away. Default 4503, banned.
   *
   * @throws {RangeError} for a code outside of 4000 to 4999, or a reason of more than 123 bytes of UTF-8.
   */
  close(code?: number, reason?: string): void;
}

/** The params and options of a call from the server to procedure `P` of a client. */
export type CallArguments<P> = Caller<P, 'server'> extends (...args: infer Args) => unknown ? Args : never;

/** What a call from the server to procedure `P` of a client answers. */
export type Called<P> = Caller<P, 'server'> extends (...args: never[]) => infer Out ? Out : never;
