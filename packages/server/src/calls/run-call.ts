import type { MaybeLater, RpcError, Validated } from '@trunkline/protocol';
import { type CallHandler, invalidParams, isItems, type SourceEnd, systemError } from '@trunkline/protocol/wire';
import { logThrown } from '../link/log-thrown.ts';
import { InvalidOutputError, outgoing } from '../peer/outgoing.ts';
import { CallInput } from './call-input.ts';
import { CallOutput, type OutputObserver } from './call-output.ts';
import type { AnswerableCall, CallScope } from './call-scope.ts';
import type { ProcedureEntry } from './procedure-entry.ts';
import { isTold } from './rpc-error-of.ts';
import { ServerCall } from './server-call.ts';
import { toldError } from './told-error.ts';

/**
 * Runs the handler of a procedure for one call, of any of the four shapes, and answers it.
 *
 * To be called in the turn in which the call came in. A handler that is synchronous, as its schemas are, has answered when this returns. The
 * slot of the call is freed when the handler has settled, however early the call was answered.
 *
 * @param receive - reads the params; those of plain JSON-RPC are another form.
 */
export function runCall(
  entry: ProcedureEntry,
  call: AnswerableCall,
  scope: CallScope,
  receive: (params: unknown) => MaybeLater = entry.params.receive,
): void {
  new CallRun(entry, call, scope).begin(receive);
}

/** One call while its handler runs: params → handler → items → answer. Every step goes on at once where it can. */
class CallRun implements CallHandler, OutputObserver {
  readonly #entry: ProcedureEntry;
  readonly #call: AnswerableCall;
  readonly #scope: CallScope;
  readonly #input: CallInput | undefined;
  readonly #given: ServerCall;
  #output: CallOutput | undefined;
  #abortedBy: RpcError | undefined;

  constructor(entry: ProcedureEntry, call: AnswerableCall, scope: CallScope) {
    this.#entry = entry;
    this.#call = call;
    this.#scope = scope;
    this.#input = entry.hasInput ? new CallInput(entry.input, call) : undefined;
    this.#given = new ServerCall(entry.name, call.meta, scope, this.#input?.items);
  }

  begin(receive: (params: unknown) => MaybeLater): void {
    this.#call.handler = this;
    try {
      const params = receive(this.#call.params);
      if (params instanceof Promise) this.#after(params, (later) => this.#invoke(later));
      else this.#invoke(params);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Goes on once a promise has settled; what it or the step throws fails the call. */
  #after<Value>(promise: PromiseLike<Value>, step: (value: Value) => void): void {
    promise.then(
      (value) => {
        try {
          step(value);
        } catch (error) {
          this.#failed(error);
        }
      },
      (error: unknown) => this.#failed(error),
    );
  }

  #invoke(params: Validated): void {
    // Given up while the params were looked at: no handler need begin.
    if (this.#call.isAnswered) this.#free();
    else if (params.ok) {
      const { handler } = this.#entry;
      const output = handler(params.value, this.#given);
      if (isLater(output)) this.#after(output, (value) => this.#returned(value));
      else this.#returned(output);
    } else this.#call.fail(invalidParams('the params are', params.issues));
  }

  #returned(output: unknown): void {
    if (this.#entry.hasItems) this.#stream(output);
    else this.#finish(output);
  }

  #stream(items: unknown): void {
    if (!isItems(items)) throw new TypeError('a handler of a procedure with items must be an async generator, or return an async iterable');
    this.#output = new CallOutput(items, this.#entry, this.#call, this.#scope, this);
    if (this.#call.isAnswered) this.#stopOutput(this.#output);
    else this.#output.run();
  }

  #finish(value: unknown): void {
    if (this.#call.isAnswered) {
      this.#free();
      return;
    }
    const result = outgoing(this.#entry.result, value, this.#scope.isChecking);
    if (result instanceof Promise) this.#after(result, (later) => this.#respond(later));
    else this.#respond(result);
  }

  #respond(result: Validated): void {
    if (!result.ok) throw new InvalidOutputError('the result', result.issues);
    this.#call.respond(result.value);
  }

  #failed(error: unknown): void {
    if (this.#call.isAnswered) {
      this.onLateError(error);
      this.#free();
      return;
    }
    const told = this.#isCallersOwn(error)
      ? systemError('Cancelled', 'the input of the call failed')
      : toldError(error, this.#entry, this.#scope);
    if (told instanceof Promise) this.#after(told, (later) => this.#call.fail(later));
    else this.#call.fail(told);
  }

  /** What the caller's producer threw, and may not be told as it is, is no bug of the handler that let it through. */
  #isCallersOwn(error: unknown): boolean {
    return this.#input !== undefined && error === this.#input.producerError && !isTold(error);
  }

  /** The call was answered before its handler settled. */
  #free(): void {
    this.#call.respond(undefined);
  }

  #stopOutput(output: CallOutput): void {
    this.#after(output.stop(), () => this.#free());
  }

  // From the caller.

  onAbort(cause: RpcError): void {
    this.#abortedBy = cause;
    ServerCall.abort(this.#given, cause);
    this.#input?.abort(cause);
    if (this.#output !== undefined) this.#stopOutput(this.#output);
  }

  onItem(item: unknown): void {
    this.#input?.receive(item);
  }

  onInputEnd(error: RpcError | undefined): void {
    this.#input?.end(error);
  }

  onWritable(): void {
    this.#output?.run();
  }

  // From the handler's items.

  onEnd(end: SourceEnd): void {
    try {
      if ('error' in end) this.#failed(end.error);
      else this.#finish(end.value);
    } catch (error) {
      this.#failed(error);
    }
  }

  onLateError(error: unknown): void {
    // Most handlers that are aborted throw the reason, or what a library makes of it.
    if (error === this.#abortedBy || (error instanceof Error && error.cause === this.#abortedBy)) return;
    logThrown(this.#scope.log, 'debug', { err: error, method: this.#entry.name }, 'a handler threw after its call was over');
  }
}

function isLater(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
