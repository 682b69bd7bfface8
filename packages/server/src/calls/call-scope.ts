import type { RpcError } from '@trunkline/protocol';
import type { CallHandler, Meta } from '@trunkline/protocol/wire';
import type { Log } from '../link/log.ts';
import type { Platform } from '../link/platform.ts';
import type { Peer } from '../peer/peer.ts';

/**
 * Tells whether more may be produced for a peer.
 *
 * The gate of a session outlives its connections: one that is lost while it is congested opens, or whoever waits would wait for ever.
 */
export interface OutflowGate {
  readonly isOpen: boolean;
  /** Calls back once, when it is open again. Asking twice with one function calls it once. */
  whenOpen(run: () => void): void;
}

/** Where failures go that are told nobody. */
export interface FailureLog {
  readonly log: Log;
  /** Gives each failure the id that its caller is told. */
  readonly platform: Pick<Platform, 'randomId'>;
}

/** What calls are run with: one for each session, plain connection or `POST`. */
export interface CallScope<Ctx = unknown> extends FailureLog {
  /** Of the calls that begin now; those that run keep theirs. */
  readonly context: Ctx;
  readonly peer: Peer<Ctx> | undefined;
  /** Holds generators back while the peer does not keep up; nothing does where it is missing. */
  readonly outflow?: OutflowGate | undefined;
  /** Whether what handlers answer is checked against the contract; what has to be transformed is, always. */
  readonly isChecking: boolean;
  /** Lets one call in by the peer's rate. Answers 0, or after how many ms there is room for one. */
  takeCall(): number;
}

/** One call to be answered: a session's `IncomingCall`, or one of plain JSON-RPC. */
export interface AnswerableCall {
  readonly params: unknown;
  readonly meta: Meta;
  /** Told of aborts, input and credit. */
  handler: CallHandler;
  /** Its caller has the answer, or will never have one. */
  readonly isAnswered: boolean;
  /** Whether one more item may go out. */
  readonly isWritable: boolean;
  /** Answers, unless it is answered, and frees the slot. @throws {TypeError} when the result is not plain data; the call stays open. */
  respond(result: unknown): void;
  /** Answers with an error, unless it is answered, and frees the slot. */
  fail(error: RpcError): void;
  /** Sends an item. @throws {RpcError} when its caller does not take it. @throws {TypeError} when it is not plain data. */
  sendItem(item: unknown): void;
  /** The handler took the next item of the input. */
  consumed(): void;
}
