import { EnvelopeError } from '../envelope/envelope-error.ts';

/** Bytes of items that may be out before the sender waits for credit, besides the count of items (protocol §3 ⚑). */
export const SEND_WINDOW_BYTES = 256 << 10;

/**
 * What one stream's sender may have out: as many items as the receiver granted, and less than 256 KiB of them.
 *
 * Credit returns items in the order in which they were sent, so the sender knows how many bytes it returns.
 */
export class SendWindow {
  readonly #credit: number;
  readonly #sizes: number[] = [];
  #bytes = 0;

  constructor(credit: number) {
    this.#credit = credit;
  }

  /** Whether one more item may go out. */
  get isOpen(): boolean {
    return this.#sizes.length < this.#credit && this.#bytes < SEND_WINDOW_BYTES;
  }

  sent(bytes: number): void {
    this.#sizes.push(bytes);
    this.#bytes += bytes;
  }

  /** @throws {EnvelopeError} when more is returned than is out. */
  returned(count: number): void {
    if (count > this.#sizes.length) throw new EnvelopeError('credit-unowed');
    for (const bytes of this.#sizes.splice(0, count)) this.#bytes -= bytes;
  }
}
