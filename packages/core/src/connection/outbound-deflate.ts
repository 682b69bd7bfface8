import type { Deflater } from '../messages/compression.ts';
import { History } from '../messages/history.ts';

/** Up to this many bytes a payload is deflated at once: 16 KiB take a quarter of a millisecond, in which nothing else runs. */
const SYNC_DEFLATE_BYTES = 32 << 10;

/** The outbound half of permessage-deflate for one connection (RFC 7692 §7.2.1). */
export class OutboundDeflate {
  readonly deflater: Deflater;
  readonly #thresholdBytes: number;
  /** Kept only while we take our context over. */
  readonly #history: History | undefined;

  /** `windowBits` is our window where we take our context over, else `undefined`. */
  constructor(deflater: Deflater, thresholdBytes: number, windowBits: number | undefined) {
    this.deflater = deflater;
    this.#thresholdBytes = thresholdBytes;
    this.#history = windowBits === undefined ? undefined : new History(windowBits);
  }

  /** Whether a payload of this size is worth deflating at all. */
  applies(bytes: number): boolean {
    return bytes >= this.#thresholdBytes;
  }

  /** Whether a payload of this size is deflated in the background. */
  isLarge(bytes: number): boolean {
    return bytes > SYNC_DEFLATE_BYTES;
  }

  deflateSync(payload: Uint8Array): Uint8Array {
    return this.deflater.deflateSync(payload, this.#history?.window);
  }

  deflate(payload: Uint8Array, done: (error: Error | undefined, deflated: Uint8Array) => void): void {
    this.deflater.deflate(payload, this.#history?.window, done);
  }

  /** A payload left deflated, so the peer's window holds it now. One that left plain never enters it. */
  sent(payload: Uint8Array): void {
    this.#history?.append(payload);
  }
}
