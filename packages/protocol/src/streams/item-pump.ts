/** Where a pump puts items. */
export interface ItemSink {
  /** Whether it takes one more now. */
  readonly isWritable: boolean;
  /** Sends one item; by a promise, where that takes time. What it throws, or rejects with, ends the source. */
  sendItem(item: unknown): void | Promise<void>;
}

/** How a pump's source ended. */
export type SourceEnd = { readonly value: unknown } | { readonly error: unknown };

type Source = AsyncIterable<unknown> | Iterable<unknown>;

/**
 * Moves items from a source into a sink, one after another.
 *
 * The source is asked for the next item only while the sink takes one, so a generator never runs ahead of its reader. It is not touched
 * before that.
 */
export class ItemPump {
  readonly #source: Source;
  readonly #sink: ItemSink;
  readonly #onEnd: (end: SourceEnd) => void;
  #iterator: AsyncIterator<unknown> | Iterator<unknown> | undefined;
  /** The item that is being asked for, or was last. */
  #asked: Promise<IteratorResult<unknown>> | undefined;
  /** An item is being asked for, or sent. */
  #isBusy = false;
  #isOver = false;
  #isStopped = false;
  /** Settles once the source that was not read to its end has tidied up. */
  #tidied: Promise<void> | undefined;

  /**
   * `onEnd` is called once, unless the pump is stopped before. What `sendItem` throws ends the source too; then `onEnd` comes when
   * the source has tidied up.
   */
  constructor(source: Source, sink: ItemSink, onEnd: (end: SourceEnd) => void) {
    this.#source = source;
    this.#sink = sink;
    this.#onEnd = onEnd;
  }

  /** Asks for items while the sink takes them; to be called to begin with, and whenever the sink takes items again. */
  run(): void {
    if (this.#isBusy || this.#isOver || !this.#sink.isWritable) return;
    this.#isBusy = true;
    this.#asked = this.#ask();
    this.#asked.then(
      (result) => this.#answered(result),
      (error: unknown) => this.#end({ error }),
    );
  }

  async #ask(): Promise<IteratorResult<unknown>> {
    this.#iterator ??= iteratorOf(this.#source);
    const result = await this.#iterator.next();
    // Here, where it ends the source: reading its members further down would throw where nobody catches.
    if (Object(result) !== result) throw new TypeError(`the answer of an iterator is an object, not ${result}`);
    return result;
  }

  #answered(result: IteratorResult<unknown>): void {
    if (this.#isOver) return;
    if (result.done === true) {
      this.#end({ value: result.value });
      return;
    }
    let sending: unknown;
    try {
      sending = this.#sink.sendItem(result.value);
    } catch (error) {
      this.#refused(error);
      return;
    }
    if (!(sending instanceof Promise)) this.#sent();
    else {
      sending.then(
        () => this.#sent(),
        (error: unknown) => this.#refused(error),
      );
    }
  }

  #sent(): void {
    this.#isBusy = false;
    this.run();
  }

  #end(end: SourceEnd): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#onEnd(end);
  }

  #refused(error: unknown): void {
    void this.#leave().then(() => {
      if (!this.#isStopped) this.#onEnd({ error });
    });
  }

  /**
   * Nobody wants the items any more: the source's `return()` runs, so that its `finally` does. `onEnd` is not called.
   *
   * @returns what settles once the source has tidied up, or has ended by itself; it never rejects. Of a source without `return()` it
   * waits for the item that is being made.
   */
  stop(): Promise<void> {
    this.#isStopped = true;
    return this.#isOver ? (this.#tidied ?? Promise.resolve()) : this.#leave();
  }

  #leave(): Promise<void> {
    this.#isOver = true;
    this.#tidied ??= this.#tidy();
    return this.#tidied;
  }

  async #tidy(): Promise<void> {
    // Not within `next()`, from where whoever makes the item may have stopped the pump: a generator that runs cannot return.
    await undefined;
    try {
      this.#iterator ??= iteratorOf(this.#source);
      await (this.#iterator.return?.() ?? this.#asked);
    } catch {
      // What a source throws while it tidies up reaches nobody: its reader is gone.
    }
  }
}

function iteratorOf(source: Source): AsyncIterator<unknown> | Iterator<unknown> {
  return Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
}
