import type { RpcError } from '@trunkline/protocol';
import { declaredError, type Meta } from '@trunkline/protocol/wire';
import type { Log } from '../link/log.ts';
import type { Peer } from '../peer/peer.ts';
import type { CallGiven } from './call-given.ts';
import type { CallScope } from './call-scope.ts';

/**
 * What a handler gets as `call`.
 *
 * There is one for each call, and most handlers look at little of it: signal and log are made when they are asked for.
 */
export class ServerCall implements CallGiven<unknown> {
  readonly context: unknown;
  readonly peer: Peer<unknown> | undefined;
  /** What the caller streams; `undefined` where the procedure has no input. */
  readonly input: AsyncIterable<unknown> | undefined;
  readonly #method: string;
  readonly #meta: Meta;
  readonly #parentLog: Log;
  #log: Log | undefined;
  #controller: AbortController | undefined;
  #abortedBy: RpcError | undefined;

  constructor(method: string, meta: Meta, { context, peer, log }: CallScope, input: AsyncIterable<unknown> | undefined) {
    this.context = context;
    this.peer = peer;
    this.input = input;
    this.#method = method;
    this.#meta = meta;
    this.#parentLog = log;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#abortedBy !== undefined) this.#controller.abort(this.#abortedBy);
    }
    return this.#controller.signal;
  }

  get log(): Log {
    this.#log ??= this.#parentLog.child({ method: this.#method });
    return this.#log;
  }

  get traceparent(): string | undefined {
    return this.#meta.traceparent;
  }

  get tracestate(): string | undefined {
    return this.#meta.tracestate;
  }

  /** Makes an error that the procedure declares, to be thrown. Its data are looked at when it is answered. */
  error(name: string, data?: unknown): RpcError {
    return declaredError(name, data);
  }

  #abort(cause: RpcError): void {
    this.#abortedBy = cause;
    this.#controller?.abort(cause);
  }

  /** Aborts the signal of a call. No method, which a handler could call. */
  static abort(call: ServerCall, cause: RpcError): void {
    call.#abort(cause);
  }
}
