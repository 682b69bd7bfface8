const NOTHING = new Uint8Array(0);

/**
 * The last bytes that passed in one direction: the LZ77 window that a context takeover carries
 * from one message into the next (RFC 7692 §7.1.1).
 *
 * Holds up to twice `windowBytes`, so that appending small messages copies each byte a bounded number of times.
 */
export class History {
  readonly #windowBytes: number;
  #bytes: Uint8Array = NOTHING;
  #length = 0;

  constructor(windowBits: number) {
    // Laxer than negotiated for 8 bits: zlib has no window below 9, and peers built on it go by theirs.
    this.#windowBytes = 1 << Math.max(windowBits, 9);
  }

  /** The window, or `undefined` before the first byte. Valid until the next {@link append}. */
  get window(): Uint8Array | undefined {
    if (this.#length === 0) return undefined;
    return this.#bytes.subarray(Math.max(0, this.#length - this.#windowBytes), this.#length);
  }

  /** Takes the plain bytes of a message that went by. */
  append(bytes: Uint8Array): void {
    const added = bytes.length > this.#windowBytes ? bytes.subarray(bytes.length - this.#windowBytes) : bytes;
    if (this.#length + added.length > this.#bytes.length) this.#makeRoom(added.length);
    this.#bytes.set(added, this.#length);
    this.#length += added.length;
  }

  /** Moves the window to the front, into larger memory while that is below its bound. */
  #makeRoom(count: number): void {
    const kept = this.window ?? NOTHING;
    const wanted = Math.min(2 * (kept.length + count), 2 * this.#windowBytes);
    if (wanted > this.#bytes.length) {
      const grown = new Uint8Array(wanted);
      grown.set(kept);
      this.#bytes = grown;
    } else {
      this.#bytes.copyWithin(0, this.#length - kept.length, this.#length);
    }
    this.#length = kept.length;
  }
}
