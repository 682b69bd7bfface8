import type { RpcError } from '@trunkline/protocol';
import { encodePlainError, encodePlainJsonResult, encodePlainResult, type PlainId, toWireError } from '@trunkline/protocol/wire';
import { ItemCollection } from './item-collection.ts';
import type { LoneAnswerer } from './lone-call.ts';

/** Writes the answer of one call of plain JSON-RPC. Items are its result then: what the handler returns besides has no place in it. */
export class PlainAnswerer implements LoneAnswerer {
  readonly #id: PlainId | undefined;
  readonly #items: ItemCollection | undefined;
  readonly #answer: (text: string | undefined) => void;

  /** `id` is `undefined` for a notification. `answer` is called once, with `undefined` where there is nothing to say. */
  constructor(id: PlainId | undefined, hasItems: boolean, answer: (text: string | undefined) => void) {
    this.#id = id;
    this.#items = hasItems ? new ItemCollection() : undefined;
    this.#answer = answer;
  }

  onResult(result: unknown): void {
    if (this.#id === undefined) this.#answer(undefined);
    else if (this.#items === undefined) this.#answer(encodePlainResult(this.#id, result));
    else this.#answer(encodePlainJsonResult(this.#id, this.#items.json()));
  }

  onError(error: RpcError): void {
    this.#answer(plainRefusal(this.#id, error));
  }

  onItem(item: unknown): void {
    this.#items?.add(item);
  }

  onAbort(): void {
    this.#answer(undefined);
  }
}

/** Writes the answer to a call that failed; none to a notification. */
export function plainRefusal(id: PlainId | undefined, error: RpcError): string | undefined {
  return id === undefined ? undefined : encodePlainError(id, toWireError(error));
}
