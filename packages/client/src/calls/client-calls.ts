import { CallStream, callOnce, isRpcError, readCallOptions } from '@trunkline/protocol/wire';
import { callTree } from './call-tree.ts';
import { type CallCarrier, ClientCallPlan } from './client-call-plan.ts';

/** The three ways to call: by a promise, by a stream, and by an outcome that never rejects. */
export class ClientCalls {
  readonly call: object;
  readonly stream: object;
  readonly safe: object;
  readonly #carrier: CallCarrier;

  constructor(carrier: CallCarrier) {
    this.#carrier = carrier;
    this.call = callTree((name, args) => this.#once(name, args));
    this.stream = callTree((name, args) => new CallStream(this.#plan(name, args)));
    this.safe = callTree((name, args) => this.#safely(name, args));
  }

  /** Misuse rejects too: an async function tells all its errors in one way. */
  async #once(name: string, args: readonly unknown[]): Promise<unknown> {
    return await callOnce(this.#plan(name, args));
  }

  /** What is no `RpcError` is a bug of whoever calls, and rejects. */
  async #safely(name: string, args: readonly unknown[]): Promise<unknown> {
    try {
      return { ok: true, value: await callOnce(this.#plan(name, args)) };
    } catch (error) {
      if (isRpcError(error)) return { ok: false, error };
      throw error;
    }
  }

  #plan(name: string, [params, options]: readonly unknown[]): ClientCallPlan {
    // Unknown until the server has told of its procedures.
    const hasInput = this.#carrier.procedure(name)?.hasInput;
    return new ClientCallPlan(name, params, readCallOptions(options, { name, hasInput }), this.#carrier);
  }
}
