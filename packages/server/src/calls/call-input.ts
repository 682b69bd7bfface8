import type { MaybeLater, RpcError, Validated, Validator } from '@trunkline/protocol';
import { ItemQueue, invalidParams } from '@trunkline/protocol/wire';
import type { AnswerableCall } from './call-scope.ts';

/**
 * What a caller streams, on its way to the handler: each item is checked as it comes in, and handed over in order.
 *
 * The caller may send more as the handler takes items, not as they arrive. One that is not what the contract says ends the input with
 * `InvalidParams`, behind those before it.
 */
export class CallInput {
  readonly items: AsyncIterable<unknown>;
  readonly #queue: ItemQueue<unknown>;
  readonly #validator: Validator;
  /** The checks that are not done; `undefined` while each was done at once. */
  #checking: Promise<void> | undefined;
  #producerError: RpcError | undefined;

  constructor(validator: Validator, call: AnswerableCall) {
    this.#validator = validator;
    this.#queue = new ItemQueue<unknown>({ onTaken: () => call.consumed(), onAbandoned: () => {} });
    this.items = this.#queue;
  }

  /** What the caller's producer threw, if it did. */
  get producerError(): RpcError | undefined {
    return this.#producerError;
  }

  receive(item: unknown): void {
    const validated = this.#validated(item);
    if (validated instanceof Promise) this.#after(validated.then((answer) => () => this.#accept(answer), this.#failing));
    else this.#inOrder(() => this.#accept(validated));
  }

  /** What a schema throws is a bug of the application; the handler gets it, as it gets all else. */
  #validated(item: unknown): MaybeLater {
    try {
      return this.#validator.receive(item);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** The caller's stream is complete, or its producer failed. */
  end(error: RpcError | undefined): void {
    this.#producerError = error;
    this.#inOrder(error === undefined ? () => this.#queue.end() : this.#failing(error));
  }

  /** Nobody waits for the answer any more. */
  abort(cause: RpcError): void {
    this.#queue.abort(cause);
  }

  #accept(item: Validated): void {
    if (item.ok) this.#queue.push(item.value);
    else this.#queue.fail(invalidParams('an item of the input is', item.issues));
  }

  readonly #failing = (error: unknown) => () => this.#queue.fail(error);

  #inOrder(step: () => void): void {
    if (this.#checking === undefined) step();
    else this.#after(Promise.resolve(step));
  }

  /** `step` does not reject. */
  #after(step: Promise<() => void>): void {
    this.#checking = Promise.all([step, this.#checking]).then(([run]) => run());
  }
}
