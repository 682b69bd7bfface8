// Looks at MessagePack that a stranger sent before a library makes values of it: in time bounded by the length of the message, whatever
// its headers promise, and without calls that nest as a stranger likes. What is malformed throws. What is well-formed but no plain data
// (extension types, keys that are no strings or reserved, integers beyond 2^53 - 1, NaN and Infinity, text that is not UTF-8,
// too deep a nesting) is read over and reported.

import { EnvelopeError } from '../envelope/envelope-error.ts';
import { BYTES_KEY } from './plain-data.ts';

/** Up to here a look at each byte is faster than the decoder of the platform, which costs much to call. */
const SHORT_TEXT = 128;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Where a value stands in its message, and what it is. */
export interface ScannedValue {
  readonly from: number;
  /** Behind its last byte. */
  readonly end: number;
  /** How deep it nests: 0 for a scalar. Means nothing for what is not plain. */
  readonly depth: number;
  /** Whether it is plain data. */
  readonly isPlain: boolean;
}

/** Where a text that begins with a byte order mark stands in its message. */
export interface MarkedText {
  /** Where its header begins. */
  readonly from: number;
  /** Its first byte, behind the header. */
  readonly start: number;
  readonly end: number;
}

/** Reads over one MessagePack value after another. */
export class MsgpackScanner {
  /** Texts and keys that begin with a byte order mark, in what is plain. */
  readonly markedTexts: MarkedText[] = [];
  readonly #bytes: Uint8Array;
  #at = 0;
  #isPlain = true;
  /** The fewest levels that were left anywhere in the value. */
  #levelsLeft = 0;
  /** Where the last text began, behind its header. */
  #textStart = 0;
  /** Values yet to be read over, of arrays and maps that nest too deep. */
  #unread = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Whether all bytes are read. */
  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /**
   * Reads the header of an array: how many values follow. `undefined` when there is something else.
   *
   * @throws {EnvelopeError} `unreadable`, when the message has not so many bytes.
   */
  arrayLength(): number | undefined {
    const head = this.#uint(1);
    if (head >= 0x90 && head < 0xa0) return this.#counted(head & 0x0f, 1);
    return head === 0xdc || head === 0xdd ? this.#counted(this.#uint(head === 0xdc ? 2 : 4), 1) : undefined;
  }

  /**
   * Reads over a value, which is not plain if it nests deeper than `levels`.
   *
   * @throws {EnvelopeError} `unreadable`, when the message ends too early or has the byte that MessagePack never uses.
   */
  value(levels: number): ScannedValue {
    const from = this.#at;
    this.#isPlain = true;
    this.#levelsLeft = levels;
    this.#value(levels);
    return { from, end: this.#at, depth: levels - this.#levelsLeft, isPlain: this.#isPlain };
  }

  /** Reads over so many values and does not look whether they are plain. @throws {EnvelopeError} as `value`. */
  skip(values: number): void {
    this.#readOver(values);
  }

  #value(levels: number): void {
    const head = this.#bytes[this.#at] ?? this.#take(1);
    this.#at += 1;
    if (head < 0x80 || head >= 0xe0) return;
    if (head < 0x90) this.#map(head & 0x0f, levels);
    else if (head < 0xa0) this.#array(head & 0x0f, levels);
    else if (head < 0xc0) this.#text(head & 0x1f, 1);
    else this.#long(head, levels);
  }

  /** A value whose header has a byte of its own. */
  #long(head: number, levels: number): void {
    switch (head) {
      case 0xc0:
      case 0xc2:
      case 0xc3:
        return;
      case 0xc4:
        this.#take(this.#uint(1));
        return;
      case 0xc5:
        this.#take(this.#uint(2));
        return;
      case 0xc6:
        this.#take(this.#uint(4));
        return;
      case 0xca:
        this.#float(4, 0x80);
        return;
      case 0xcb:
        this.#float(8, 0xf0);
        return;
      case 0xcc:
      case 0xd0:
        this.#take(1);
        return;
      case 0xcd:
      case 0xd1:
        this.#take(2);
        return;
      case 0xce:
      case 0xd2:
        this.#take(4);
        return;
      case 0xcf:
        this.#wide(this.#uint(4), this.#uint(4));
        return;
      case 0xd3:
        this.#wide(this.#uint(4) | 0, this.#uint(4));
        return;
      case 0xd9:
        this.#text(this.#uint(1), 2);
        return;
      case 0xda:
        this.#text(this.#uint(2), 3);
        return;
      case 0xdb:
        this.#text(this.#uint(4), 5);
        return;
      case 0xdc:
        this.#array(this.#uint(2), levels);
        return;
      case 0xdd:
        this.#array(this.#uint(4), levels);
        return;
      case 0xde:
        this.#map(this.#uint(2), levels);
        return;
      case 0xdf:
        this.#map(this.#uint(4), levels);
        return;
      default:
        this.#extension(head);
    }
  }

  /** Moves behind so many bytes; answers where they begin. Everything that is read passes here, so nothing is read behind the end. */
  #take(length: number): number {
    const from = this.#at;
    if (length > this.#bytes.length - from) throw new EnvelopeError('unreadable');
    this.#at = from + length;
    return from;
  }

  #uint(length: 1 | 2 | 4): number {
    const from = this.#take(length);
    let value = 0;
    for (let at = from; at < from + length; at += 1) value = value * 0x100 + (this.#bytes[at] ?? 0);
    return value;
  }

  /** A number of members, each of which takes at least so many bytes. */
  #counted(members: number, bytesEach: 1 | 2): number {
    if (members * bytesEach > this.#bytes.length - this.#at) throw new EnvelopeError('unreadable');
    return members;
  }

  /** An integer of 64 bits, which may be too big to be one exactly. */
  #wide(high: number, low: number): void {
    if (!Number.isSafeInteger(high * 2 ** 32 + low)) this.#isPlain = false;
  }

  /** A float is NaN or Infinity if all bits of its exponent are set: seven in its first byte, the others of the second in `exponent`. */
  #float(length: 4 | 8, exponent: number): void {
    const from = this.#take(length);
    const first = this.#bytes[from] ?? 0;
    const second = this.#bytes[from + 1] ?? 0;
    if ((first & 0x7f) === 0x7f && (second & exponent) === exponent) this.#isPlain = false;
  }

  #text(length: number, headerLength: number): void {
    const start = this.#take(length);
    this.#textStart = start;
    // What is not plain needs no further proof, and a stranger could have us throw and catch for every second byte.
    if (!this.#isPlain || this.#isShortAscii(start, length)) return;
    try {
      const text = utf8.decode(this.#bytes.subarray(start, this.#at));
      if (text.startsWith('\ufeff')) this.markedTexts.push({ from: start - headerLength, start, end: this.#at });
    } catch {
      this.#isPlain = false;
    }
  }

  #isShortAscii(from: number, length: number): boolean {
    if (length > SHORT_TEXT) return false;
    for (let at = from; at < from + length; at += 1) if ((this.#bytes[at] ?? 0) >= 0x80) return false;
    return true;
  }

  #array(length: number, levels: number): void {
    this.#counted(length, 1);
    if (levels === 0) {
      this.#readOver(length);
      return;
    }
    this.#enter(levels - 1);
    for (let index = 0; index < length; index += 1) this.#value(levels - 1);
  }

  #map(length: number, levels: number): void {
    this.#counted(length, 2);
    if (levels === 0) {
      this.#readOver(length * 2);
      return;
    }
    this.#enter(levels - 1);
    let others = 0;
    for (let index = 0; index < length; index += 1) {
      if (!this.#key()) others += 1;
      this.#value(levels - 1);
    }
    if (length > 0 && others === 0) this.#isPlain = false;
  }

  #enter(levelsLeft: number): void {
    if (levelsLeft < this.#levelsLeft) this.#levelsLeft = levelsLeft;
  }

  /** Reads over the key of a map, and tells whether it is the one that stands for bytes in JSON. */
  #key(): boolean {
    const head = this.#bytes[this.#at] ?? 0;
    this.#value(0);
    const isText = (head >= 0xa0 && head < 0xc0) || (head >= 0xd9 && head <= 0xdb);
    if (!isText || this.#isLastText('__proto__')) this.#isPlain = false;
    return this.#isLastText(BYTES_KEY);
  }

  /** Tells whether the text just read is this one, which is ASCII. */
  #isLastText(text: string): boolean {
    if (this.#at - this.#textStart !== text.length) return false;
    for (let index = 0; index < text.length; index += 1) {
      if (this.#bytes[this.#textStart + index] !== text.charCodeAt(index)) return false;
    }
    return true;
  }

  /** Reads over so many values. What nests in them is added to them, so that a stranger cannot choose how deep we call ourselves. */
  #readOver(values: number): void {
    const isFirst = this.#unread === 0;
    this.#isPlain = false;
    this.#unread += values;
    if (isFirst) {
      for (; this.#unread > 0; this.#unread -= 1) this.#value(0);
    }
  }

  #extension(head: number): void {
    // fixext of 1 to 16 bytes, or ext with a length before it; a byte for the type besides.
    if (head >= 0xd4 && head <= 0xd8) this.#take(1 + 2 ** (head - 0xd4));
    else if (head >= 0xc7 && head <= 0xc9) this.#take(1 + this.#uint(head === 0xc7 ? 1 : head === 0xc8 ? 2 : 4));
    else throw new EnvelopeError('unreadable');
    this.#isPlain = false;
  }
}
