/** What a queue tells the stream that fills it. */
export interface ItemQueueObserver {
  /** The consumer took an item. */
  onTaken(): void;
  /** The consumer wants no more, before it got to the end. */
  onAbandoned(): void;
}

interface Waiter<Item, Result> {
  readonly resolve: (result: IteratorResult<Item, Result>) => void;
  readonly reject: (error: unknown) => void;
}

type End<Result> = { readonly value: Result } | { readonly error: unknown };

/**
 * The items of one stream on their way to its consumer, who iterates once.
 *
 * It has no limit of its own: whoever fills it grants the sender no more than may wait here, and grants anew as items are taken.
 */
export class ItemQueue<Item, Result = void> implements AsyncIterable<Item, Result, undefined> {
  readonly #observer: ItemQueueObserver;
  #items: Item[] = [];
  #waiters: Waiter<Item, Result>[] = [];
  #end: End<Result> | undefined;
  #isIterated = false;
  #isAbandoned = false;

  constructor(observer: ItemQueueObserver) {
    this.#observer = observer;
  }

  /** Items that wait for the consumer. */
  get size(): number {
    return this.#items.length;
  }

  /** The next item. Behind the end, or once the consumer is gone, it is dropped. */
  push(item: Item): void {
    if (this.#end !== undefined || this.#isAbandoned) return;
    const waiter = this.#waiters.shift();
    if (waiter === undefined) {
      this.#items.push(item);
      return;
    }
    waiter.resolve({ done: false, value: item });
    this.#observer.onTaken();
  }

  /** The stream is complete: the consumer gets what waits, then the result. */
  end(value: Result): void {
    this.#finish({ value });
  }

  /** The producer failed: the consumer gets what waits, then the error. */
  fail(error: unknown): void {
    this.#finish({ error });
  }

  /**
   * Nothing that waits is worth anything any more: the consumer gets the error next, or that of a failure before. Does nothing once the
   * consumer is gone.
   */
  abort(error: unknown): void {
    if (this.#isAbandoned) return;
    this.#items = [];
    // What was complete, and is dropped before the consumer got to the end, must not look complete.
    if (this.#end !== undefined && 'value' in this.#end) this.#end = { error };
    else this.#finish({ error });
  }

  #finish(end: End<Result>): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) this.#deliverEnd(waiter);
  }

  /** @throws {TypeError} the second time: two consumers would each get a part of the items. */
  [Symbol.asyncIterator](): AsyncIterator<Item, Result, undefined> {
    if (this.#isIterated) throw new TypeError('a stream can be iterated once');
    this.#isIterated = true;
    return {
      next: () => new Promise((resolve, reject) => this.#next({ resolve, reject })),
      return: (value) => this.#return(value),
    };
  }

  #next(waiter: Waiter<Item, Result>): void {
    if (this.#items.length > 0) {
      for (const item of this.#items.splice(0, 1)) waiter.resolve({ done: false, value: item });
      this.#observer.onTaken();
    } else if (this.#end === undefined) this.#waiters.push(waiter);
    else this.#deliverEnd(waiter);
  }

  #deliverEnd({ resolve, reject }: Waiter<Item, Result>): void {
    const end = this.#end;
    if (end === undefined) return;
    if ('error' in end) reject(end.error);
    else resolve({ done: true, value: end.value });
  }

  #return(value: Result | PromiseLike<Result> | undefined): Promise<IteratorReturnResult<Result>> {
    const isEarly = this.#end === undefined || this.#items.length > 0;
    if (isEarly && !this.#isAbandoned) {
      this.#isAbandoned = true;
      this.#items = [];
      this.#observer.onAbandoned();
    }
    return finished(value);
  }
}

function finished<Result>(value: Result | PromiseLike<Result> | undefined): Promise<IteratorReturnResult<Result>>;
async function finished(value: unknown): Promise<IteratorReturnResult<unknown>> {
  return { done: true, value: await value };
}
