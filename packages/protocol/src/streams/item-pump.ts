/** Where a pump puts items. */
export interface ItemSink {
  /** Whether it takes one more now. */
  readonly isWritable: boolean;
  sendItem(item: unknown): void;
}

/** How a pump's source ended. */
export type SourceEnd = { readonly value: unknown } | { readonly error: unknown };

/**
 * Moves items from a source into a sink, one after another.
 *
 * The source is asked for the next item only while the sink takes one, so a generator never runs ahead of its reader.
 */
export class ItemPump {
  readonly #iterator: AsyncIterator<unknown> | Iterator<unknown>;
  readonly #sink: ItemSink;
  readonly #onEnd: (end: SourceEnd) => void;
  #isAsking = false;
  #isOver = false;

  /** `onEnd` is called once, unless the pump is stopped before. What `sendItem` throws ends the source too. */
  constructor(source: AsyncIterable<unknown> | Iterable<unknown>, sink: ItemSink, onEnd: (end: SourceEnd) => void) {
    this.#iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
    this.#sink = sink;
    this.#onEnd = onEnd;
  }

  /** Asks for items while the sink takes them; to be called to begin with, and whenever the sink takes items again. */
  run(): void {
    if (this.#isAsking || this.#isOver || !this.#sink.isWritable) return;
    this.#isAsking = true;
    this.#ask().then(
      (result) => this.#answered(result),
      (error: unknown) => this.#end({ error }),
    );
  }

  async #ask(): Promise<IteratorResult<unknown>> {
    return await this.#iterator.next();
  }

  #answered(result: IteratorResult<unknown>): void {
    this.#isAsking = false;
    if (this.#isOver) return;
    if (result.done === true) {
      this.#end({ value: result.value });
      return;
    }
    try {
      this.#sink.sendItem(result.value);
    } catch (error) {
      this.#returnSource();
      this.#end({ error });
      return;
    }
    this.run();
  }

  #end(end: SourceEnd): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#onEnd(end);
  }

  /** Nobody wants the items any more: the source's `return()` runs, so that its `finally` does. `onEnd` is not called. */
  stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#returnSource();
  }

  #returnSource(): void {
    // What a source throws while it tidies up reaches nobody: its reader is gone.
    this.#tidy().catch(() => {});
  }

  async #tidy(): Promise<void> {
    await this.#iterator.return?.();
  }
}
