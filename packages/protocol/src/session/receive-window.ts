import { EnvelopeError } from '../envelope/envelope-error.ts';
import { SEND_WINDOW_BYTES } from './send-window.ts';

/** A sender that still sends with so many bytes out does not keep to its window (protocol §3). Twice the window, as sides may count a message differently. */
const VIOLATION_BYTES = 2 * SEND_WINDOW_BYTES;

/**
 * What one stream's receiver has taken in, and what it owes the sender.
 *
 * Credit is returned as the application consumes, in portions of half a window, so that a stream costs few credit envelopes and
 * a sender never stands still while the receiver has room.
 */
export class ReceiveWindow {
  readonly #credit: number;
  /** Sizes of the items that are not consumed yet, in order. */
  readonly #sizes: number[] = [];
  #unconsumedBytes = 0;
  #consumed = 0;
  #consumedBytes = 0;

  constructor(credit: number) {
    this.#credit = credit;
  }

  /** Bytes that came in and the application has not taken yet. */
  get unconsumedBytes(): number {
    return this.#unconsumedBytes;
  }

  /** @throws {EnvelopeError} when the sender had no credit for this item. */
  received(bytes: number): void {
    const isOver = this.#sizes.length + this.#consumed >= this.#credit || this.#unconsumedBytes + this.#consumedBytes >= VIOLATION_BYTES;
    if (isOver) throw new EnvelopeError('credit-exceeded');
    this.#sizes.push(bytes);
    this.#unconsumedBytes += bytes;
  }

  /**
   * The application took the next item.
   *
   * @returns how many items to return to the sender now; 0: none yet.
   * @throws {RangeError} when no item is left to take.
   */
  consume(): number {
    const bytes = this.#sizes.shift();
    if (bytes === undefined) throw new RangeError('no item is waiting to be consumed');
    this.#unconsumedBytes -= bytes;
    this.#consumed += 1;
    this.#consumedBytes += bytes;
    if (this.#consumed * 2 < this.#credit && this.#consumedBytes * 2 < SEND_WINDOW_BYTES) return 0;
    const count = this.#consumed;
    this.#consumed = 0;
    this.#consumedBytes = 0;
    return count;
  }
}
