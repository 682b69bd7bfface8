/**
 * Counts payload bytes for the WHATWG class's `bufferedAmount`: frame headers do not count, and what was not
 * transmitted when the connection ended counts for ever (WHATWG WebSockets §3.1).
 *
 * The connection tells only how many bytes it holds, headers included, so what is sent is counted until it holds none.
 */
export class PayloadCount {
  readonly #held: () => number;
  /** Bytes that wait for a blob before them, or in one, and bytes that nobody will transmit. */
  #outside = 0;
  /** Bytes given to the connection since it last held none. */
  #given = 0;

  /** `held` tells how many bytes the connection holds. */
  constructor(held: () => number) {
    this.#held = held;
  }

  get bytes(): number {
    this.settle();
    return this.#outside + Math.min(this.#given, this.#held());
  }

  /** Bytes came to be sent, now, later or never. */
  add(bytes: number): void {
    this.#outside += bytes;
  }

  /** Bytes added before are about to be given to the connection. */
  give(bytes: number): void {
    this.settle();
    this.#outside -= bytes;
    this.#given += bytes;
  }

  /** Forgets what has left. Call it before the connection is given something else than payload, which could not be told from it. */
  settle(): void {
    if (this.#held() === 0) this.#given = 0;
  }

  /** The connection will transmit nothing more, though it may still hold bytes. */
  freeze(): void {
    this.#outside = this.bytes;
    this.#given = 0;
  }
}
