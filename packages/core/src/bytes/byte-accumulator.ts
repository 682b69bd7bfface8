const NOTHING = new Uint8Array(0);

/** The first memory of an accumulator, where not even the expected size is smaller. */
const MIN_CAPACITY = 256;

/**
 * Joins the pieces of one message in memory of its own, so that no piece keeps its whole chunk alive.
 *
 * Grows by doubling, at most to what is still expected: a peer that announces much and sends little
 * makes us hold at most twice what it sent.
 */
export class ByteAccumulator {
  readonly #allocate: (bytes: number) => Uint8Array;
  #bytes: Uint8Array = NOTHING;
  #length = 0;

  constructor(allocate: (bytes: number) => Uint8Array) {
    this.#allocate = allocate;
  }

  get length(): number {
    return this.#length;
  }

  /** Appends a copy of a piece. `expected` is the number of bytes known to follow it. */
  append(bytes: Uint8Array, start: number, end: number, expected: number): void {
    const length = this.#length + (end - start);
    if (length > this.#bytes.length) this.#grow(length, expected);
    this.#bytes.set(start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end), this.#length);
    this.#length = length;
  }

  /** All bytes so far, without a copy. The accumulator must not be used after it. */
  take(): Uint8Array {
    return this.#bytes.length === this.#length ? this.#bytes : this.#bytes.subarray(0, this.#length);
  }

  #grow(needed: number, expected: number): void {
    const doubled = Math.max(needed * 2, MIN_CAPACITY);
    const grown = this.#allocate(expected > 0 ? Math.min(doubled, needed + expected) : doubled);
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
