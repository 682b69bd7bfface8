// Reads plain data and nothing else from MessagePack, whatever a stranger sent: in time and memory bounded by the length of the
// message, whatever its headers promise. What is malformed throws. What is well-formed but not plain data (extension types, keys that are no
// strings, integers beyond 2^53, NaN and Infinity, text that is not UTF-8, too deep a nesting) is read over and reported as a fault.

import { EnvelopeError } from '../envelope/envelope-error.ts';
import { BYTES_KEY, isReserved } from './plain-data.ts';
import { keptTextAt, MAX_SHORT_TEXT, shortTextAt } from './short-text.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads one MessagePack value after another from a message. */
export class MsgpackReader {
  readonly #bytes: Uint8Array;
  #ownView: DataView | undefined;
  #at = 0;
  #isFaulty = false;
  /** Values yet to be read over, of arrays and maps that nest too deep. */
  #unread = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Whether all bytes are read. */
  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** Whether something in the values read since this was last asked is no plain data. */
  takeFault(): boolean {
    const isFaulty = this.#isFaulty;
    this.#isFaulty = false;
    return isFaulty;
  }

  /** Reads the header of an array: how many values follow. `undefined` when there is something else. */
  arrayLength(): number | undefined {
    const head = this.#uint(1);
    if (head >= 0x90 && head < 0xa0) return head & 0x0f;
    return head === 0xdc || head === 0xdd ? this.#uint(head === 0xdc ? 2 : 4) : undefined;
  }

  /**
   * Reads a value that nests at most `levels` deep. Where it is faulty there is `undefined` in it.
   *
   * @throws {EnvelopeError} `unreadable`, when the message ends too early or has the byte that MessagePack never uses.
   */
  value(levels: number): unknown {
    const head = this.#bytes[this.#at] ?? this.#skip(1);
    this.#at += 1;
    if (head < 0x80) return head;
    if (head >= 0xe0) return head - 0x100;
    if (head < 0x90) return this.#map(head & 0x0f, levels);
    if (head < 0xa0) return this.#array(head & 0x0f, levels);
    if (head < 0xc0) return this.#text(head & 0x1f);
    switch (head) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
        return this.#binary(this.#uint(1));
      case 0xc5:
        return this.#binary(this.#uint(2));
      case 0xc6:
        return this.#binary(this.#uint(4));
      case 0xca:
        return this.#finite(this.#view.getFloat32(this.#skip(4)));
      case 0xcb:
        return this.#finite(this.#view.getFloat64(this.#skip(8)));
      case 0xcc:
        return this.#uint(1);
      case 0xcd:
        return this.#uint(2);
      case 0xce:
        return this.#uint(4);
      case 0xcf:
        return this.#safe(this.#uint(4), this.#uint(4));
      case 0xd0:
        return this.#view.getInt8(this.#skip(1));
      case 0xd1:
        return this.#view.getInt16(this.#skip(2));
      case 0xd2:
        return this.#view.getInt32(this.#skip(4));
      case 0xd3:
        return this.#safe(this.#view.getInt32(this.#skip(4)), this.#uint(4));
      case 0xd9:
        return this.#text(this.#uint(1));
      case 0xda:
        return this.#text(this.#uint(2));
      case 0xdb:
        return this.#text(this.#uint(4));
      case 0xdc:
        return this.#array(this.#uint(2), levels);
      case 0xdd:
        return this.#array(this.#uint(4), levels);
      case 0xde:
        return this.#map(this.#uint(2), levels);
      case 0xdf:
        return this.#map(this.#uint(4), levels);
      default:
        return this.#extension(head);
    }
  }

  /** Moves behind so many bytes; answers where they begin. Everything that is read passes here, so nothing is read behind the end. */
  #skip(length: number): number {
    const from = this.#at;
    if (length > this.#bytes.length - from) throw new EnvelopeError('unreadable');
    this.#at = from + length;
    return from;
  }

  #uint(length: 1 | 2 | 4): number {
    const from = this.#skip(length);
    let value = 0;
    for (let at = from; at < from + length; at += 1) value = value * 0x100 + (this.#bytes[at] ?? 0);
    return value;
  }

  /** Made when it is first used: a small message has no number that needs it, and making it takes a quarter of the time of reading one. */
  get #view(): DataView {
    this.#ownView ??= new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.byteLength);
    return this.#ownView;
  }

  /** An integer of 64 bits, unless it is too big to be one exactly. */
  #safe(high: number, low: number): unknown {
    const value = high * 2 ** 32 + low;
    return Number.isSafeInteger(value) ? value : this.#refuse();
  }

  #finite(value: number): unknown {
    return Number.isFinite(value) ? value : this.#refuse();
  }

  /** A copy: a view would keep the whole message, and what a stranger sends next could change it. */
  #binary(length: number): Uint8Array {
    const from = this.#skip(length);
    return new Uint8Array(this.#bytes.subarray(from, from + length));
  }

  #text(length: number): unknown {
    const from = this.#skip(length);
    const short = length <= MAX_SHORT_TEXT ? shortTextAt(this.#bytes, from, length) : undefined;
    if (short !== undefined) return short;
    try {
      return utf8.decode(this.#bytes.subarray(from, from + length));
    } catch {
      return this.#refuse();
    }
  }

  /** The key of a map. A text, if all is well. */
  #key(): unknown {
    const from = this.#at + 1;
    const length = (this.#bytes[this.#at] ?? 0) - 0xa0;
    // Every other header is further from 0xa0 than that. A key that is cut ends in zeros here; the value that must follow finds the end.
    const isShort = length >= 0 && length <= MAX_SHORT_TEXT;
    const key = isShort ? keptTextAt(this.#bytes, from, length) : undefined;
    if (key === undefined) return this.value(0);
    this.#at = from + length;
    return key;
  }

  #array(length: number, levels: number): unknown {
    if (levels === 0) return this.#readOver(length);
    // Grown as the values come: a header may promise four billion.
    const array: unknown[] = [];
    for (let index = 0; index < length; index += 1) array.push(this.value(levels - 1));
    return array;
  }

  #map(length: number, levels: number): unknown {
    if (levels === 0) return this.#readOver(length * 2);
    const map: Record<string, unknown> = {};
    for (let index = 0; index < length; index += 1) {
      const key = this.#key();
      const value = this.value(levels - 1);
      if (typeof key !== 'string' || key === '__proto__') this.#isFaulty = true;
      else map[key] = value;
    }
    if (map[BYTES_KEY] !== undefined && isReserved(BYTES_KEY, map)) this.#isFaulty = true;
    return map;
  }

  /** Reads over so many values. What nests in them is added to them, so that a stranger cannot choose how deep we call ourselves. */
  #readOver(values: number): undefined {
    const isFirst = this.#unread === 0;
    this.#unread += values;
    if (isFirst) {
      for (; this.#unread > 0; this.#unread -= 1) this.value(0);
    }
    return this.#refuse();
  }

  #extension(head: number): undefined {
    // fixext of 1 to 16 bytes, or ext with a length before it; a byte for the type besides.
    if (head >= 0xd4 && head <= 0xd8) this.#skip(1 + 2 ** (head - 0xd4));
    else if (head >= 0xc7 && head <= 0xc9) this.#skip(1 + this.#uint(head === 0xc7 ? 1 : head === 0xc8 ? 2 : 4));
    else throw new EnvelopeError('unreadable');
    return this.#refuse();
  }

  #refuse(): undefined {
    this.#isFaulty = true;
    return undefined;
  }
}
