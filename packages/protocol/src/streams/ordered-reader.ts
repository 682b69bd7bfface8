/**
 * Reads values one after another, in the order in which they came, though reading one may take time.
 *
 * Where none before it is still being read, a value is read and told at once: without a promise, if its reading needs none.
 */
export class OrderedReader {
  /** Settles when the last one is told; `undefined` when none is being read. */
  #last: Promise<void> | undefined;

  /** `read` answers with the value or with a promise of it, or throws. Then one of the others is called, once. */
  read(read: () => unknown, onRead: (value: unknown) => void, onFailed: (error: unknown) => void): void {
    if (this.#last !== undefined) {
      this.#follow(this.#last.then(read).then(onRead, onFailed));
      return;
    }
    let value: unknown;
    try {
      value = read();
    } catch (error) {
      onFailed(error);
      return;
    }
    if (value instanceof Promise) this.#follow(value.then(onRead, onFailed));
    else onRead(value);
  }

  #follow(last: Promise<void>): void {
    this.#last = last;
    void last.then(() => {
      if (this.#last === last) this.#last = undefined;
    });
  }
}
