import type { Feed } from '@trunkline/protocol';

/** What a handler of a procedure with items answers: an async generator's object, or anything else that `for await` takes. */
export type Items = Feed<unknown>;

/** Makes items tell what they throw once they are told to return: whoever pulls them has turned away then and hears nothing more. */
export function handlerItems(items: Items, onLateError: (error: unknown) => void): Items {
  if (!(Symbol.asyncIterator in items)) return items;
  return { [Symbol.asyncIterator]: () => new HandlerIterator(items[Symbol.asyncIterator](), onLateError) };
}

class HandlerIterator implements AsyncIterator<unknown> {
  readonly #iterator: AsyncIterator<unknown>;
  readonly #onLateError: (error: unknown) => void;
  #asked: Promise<unknown> | undefined;

  constructor(iterator: AsyncIterator<unknown>, onLateError: (error: unknown) => void) {
    this.#iterator = iterator;
    this.#onLateError = onLateError;
  }

  next(): Promise<IteratorResult<unknown>> {
    const asked = this.#iterator.next();
    this.#asked = asked;
    return asked;
  }

  async return(): Promise<IteratorResult<unknown>> {
    // Caught at once: an iterator that returns may let the item that it was making fail, or hang.
    const made = Promise.resolve(this.#asked).catch(this.#onLateError);
    try {
      await (this.#iterator.return?.() ?? made);
    } catch (error) {
      this.#onLateError(error);
    }
    return { done: true, value: undefined };
  }
}
