/** Tells a sender when to wait and when to go on, from the count of unsent bytes. */
export class Watermarks {
  readonly #high: number;
  readonly #low: number;
  #isAbove = false;

  constructor(high: number, low: number) {
    this.#high = high;
    this.#low = low;
  }

  /** Whether the high-water mark was passed and the low one not yet reached again. */
  get isAbove(): boolean {
    return this.#isAbove;
  }

  /** Takes the count after something was added; true while the sender need not wait. */
  raised(bytes: number): boolean {
    if (bytes > this.#high) this.#isAbove = true;
    return !this.#isAbove;
  }

  /** Takes the count after something has left; true once, when the sender who was told to wait may go on. */
  lowered(bytes: number): boolean {
    if (!this.#isAbove || bytes > this.#low) return false;
    this.#isAbove = false;
    return true;
  }
}
