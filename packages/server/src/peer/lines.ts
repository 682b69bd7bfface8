/** Runs what has the same key one after another, in the order in which it came. */
export class Lines {
  /** The end of each line. */
  readonly #ends = new Map<string, Promise<void>>();

  /** Lines in which somebody stands. */
  get size(): number {
    return this.#ends.size;
  }

  run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const ran = (this.#ends.get(key) ?? Promise.resolve()).then(task);
    const done = () => {
      if (this.#ends.get(key) === end) this.#ends.delete(key);
    };
    const end = ran.then(done, done);
    this.#ends.set(key, end);
    return ran;
  }
}
