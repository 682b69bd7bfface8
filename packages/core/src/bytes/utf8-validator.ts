/** Below this many bytes stepping byte by byte is cheaper than a call of the platform's checker. */
const WHOLESALE_FROM_BYTES = 24;

/**
 * Checks UTF-8 that arrives in pieces, and fails at the first byte that no continuation can save
 * (RFC 6455 §8.1, RFC 3629 §4).
 *
 * Between pieces it keeps what the next byte may be: how many bytes the character still needs and,
 * for the byte after a lead, the range that shuts out overlong forms, surrogates and what lies above U+10FFFF.
 */
export class Utf8Validator {
  readonly #isUtf8: (bytes: Uint8Array) => boolean;
  #needed = 0;
  #low = 0x80;
  #high = 0xbf;

  constructor(isUtf8: (bytes: Uint8Array) => boolean) {
    this.#isUtf8 = isUtf8;
  }

  /** Bytes that the last character still lacks; a text may end only at 0. */
  get needed(): number {
    return this.#needed;
  }

  /** Accepts the next piece; false as soon as a byte in it can belong to no text. */
  accept(bytes: Uint8Array, start: number, end: number): boolean {
    let at = start;
    while (this.#needed > 0 && at < end) {
      if (!this.#step(bytes[at++] ?? 0)) return false;
    }
    if (end - at >= WHOLESALE_FROM_BYTES) {
      const boundary = lastBoundary(bytes, end);
      if (!this.#isUtf8(bytes.subarray(at, boundary))) return false;
      at = boundary;
    }
    while (at < end) {
      if (!this.#step(bytes[at++] ?? 0)) return false;
    }
    return true;
  }

  #step(byte: number): boolean {
    if (this.#needed > 0) {
      if (byte < this.#low || byte > this.#high) return false;
      this.#needed--;
      this.#low = 0x80;
      this.#high = 0xbf;
      return true;
    }
    if (byte < 0x80) return true;
    if (byte < 0xc2 || byte > 0xf4) return false; // a stray continuation, an overlong lead, above U+10FFFF
    this.#needed = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    if (byte === 0xe0) this.#low = 0xa0;
    if (byte === 0xed) this.#high = 0x9f; // surrogates
    if (byte === 0xf0) this.#low = 0x90;
    if (byte === 0xf4) this.#high = 0x8f;
    return true;
  }
}

/** Where the last character that may go on after `end` begins, or `end`. */
function lastBoundary(bytes: Uint8Array, end: number): number {
  for (let back = 1; back <= 3; back++) {
    const byte = bytes[end - back] ?? 0;
    if (byte >= 0xc0) return lengthOf(byte) > back ? end - back : end;
    if (byte < 0x80) return end;
  }
  return end;
}

function lengthOf(lead: number): number {
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}
