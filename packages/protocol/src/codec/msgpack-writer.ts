import { isBytes } from '../envelope/bytes.ts';
import { isObject } from './plain-data.ts';

const utf8 = new TextEncoder();

/** Up to here the encoder of the platform costs more to call than it saves. */
const SHORT_TEXT = 31;

/** Writes MessagePack, each value in its shortest form, behind what is already written. */
export class MsgpackWriter {
  #bytes = new Uint8Array(4096);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;

  /** How many bytes there is room for without growing. */
  get capacity(): number {
    return this.#bytes.length;
  }

  /** Hands out a copy of what is written, and begins anew. */
  take(): Uint8Array {
    const taken = new Uint8Array(this.#bytes.subarray(0, this.#at));
    this.#at = 0;
    return taken;
  }

  /** Writes plain data. What is `undefined` in an object is left out, elsewhere it is nil. */
  value(value: unknown): void {
    if (typeof value === 'string') this.#text(value);
    else if (typeof value === 'number') this.#number(value);
    else if (typeof value === 'boolean') this.#head(value ? 0xc3 : 0xc2);
    else if (Array.isArray(value)) this.#array(value);
    else if (isBytes(value)) this.#binary(value);
    else if (isObject(value)) this.#map(value);
    else this.#head(0xc0);
  }

  /** Writes what is MessagePack already. */
  join(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** Begins an array of so many values. */
  arrayHeader(length: number): void {
    if (length < 16) this.#head(0x90 | length);
    else this.#sized(length, 0xdc, 0xdd);
  }

  /** Begins a map of so many keys, each followed by its value. */
  mapHeader(length: number): void {
    if (length < 16) this.#head(0x80 | length);
    else this.#sized(length, 0xde, 0xdf);
  }

  #array(array: readonly unknown[]): void {
    this.arrayHeader(array.length);
    for (const member of array) {
      // Not by the call below, which would make an object of each number in a long array of them.
      if (typeof member === 'number') this.#number(member);
      else this.value(member);
    }
  }

  #map(map: Readonly<Record<string, unknown>>): void {
    const keys = Object.keys(map);
    let length = keys.length;
    for (const key of keys) if (map[key] === undefined) length -= 1;
    this.mapHeader(length);
    for (const key of keys) {
      const member = map[key];
      if (member === undefined) continue;
      this.#text(key);
      this.value(member);
    }
  }

  #number(value: number): void {
    if (!Number.isSafeInteger(value)) {
      this.#head(0xcb, 8);
      this.#view.setFloat64(this.#at - 8, value);
    } else if (value >= 0) this.#positive(value);
    else this.#negative(value);
  }

  #positive(value: number): void {
    if (value < 0x80) this.#head(value);
    else if (value < 0x100) {
      this.#head(0xcc, 1);
      this.#view.setUint8(this.#at - 1, value);
    } else if (value < 0x10000) {
      this.#head(0xcd, 2);
      this.#view.setUint16(this.#at - 2, value);
    } else if (value < 2 ** 32) {
      this.#head(0xce, 4);
      this.#view.setUint32(this.#at - 4, value);
    } else this.#wide(0xcf, value);
  }

  #negative(value: number): void {
    if (value >= -0x20) this.#head(value + 0x100);
    else if (value >= -0x80) {
      this.#head(0xd0, 1);
      this.#view.setInt8(this.#at - 1, value);
    } else if (value >= -0x8000) {
      this.#head(0xd1, 2);
      this.#view.setInt16(this.#at - 2, value);
    } else if (value >= -(2 ** 31)) {
      this.#head(0xd2, 4);
      this.#view.setInt32(this.#at - 4, value);
    } else this.#wide(0xd3, value);
  }

  /** An integer of 64 bits. */
  #wide(head: number, value: number): void {
    this.#head(head, 8);
    this.#view.setInt32(this.#at - 8, Math.floor(value / 2 ** 32));
    // `setUint32` takes the lowest 32 bits of whatever it is given.
    this.#view.setUint32(this.#at - 4, value);
  }

  #binary(bytes: Uint8Array): void {
    if (bytes.length < 0x100) {
      this.#head(0xc4, 1);
      this.#view.setUint8(this.#at - 1, bytes.length);
    } else this.#sized(bytes.length, 0xc5, 0xc6);
    this.join(bytes);
  }

  #text(text: string): void {
    if (text.length <= SHORT_TEXT && this.#shortAscii(text)) return;
    // How many bytes it takes is known afterwards, so it is written behind the longest header that it may need.
    this.#reserve(5 + text.length * 3);
    const { written } = utf8.encodeInto(text, this.#bytes.subarray(this.#at + 5));
    const from = this.#at + 5;
    this.#textHeader(written);
    this.#bytes.copyWithin(this.#at, from, from + written);
    this.#at += written;
  }

  #textHeader(length: number): void {
    if (length < 32) this.#head(0xa0 | length);
    else if (length < 0x100) {
      this.#head(0xd9, 1);
      this.#view.setUint8(this.#at - 1, length);
    } else this.#sized(length, 0xda, 0xdb);
  }

  /** Writes a short text if it is ASCII. */
  #shortAscii(text: string): boolean {
    this.#reserve(1 + SHORT_TEXT);
    const bytes = this.#bytes;
    const from = this.#at + 1;
    for (let index = 0; index < text.length; index += 1) {
      const unit = text.charCodeAt(index);
      if (unit >= 0x80) return false;
      bytes[from + index] = unit;
    }
    bytes[this.#at] = 0xa0 | text.length;
    this.#at = from + text.length;
    return true;
  }

  /** A header with a length of 16 or 32 bits. */
  #sized(length: number, head16: number, head32: number): void {
    if (length < 0x10000) {
      this.#head(head16, 2);
      this.#view.setUint16(this.#at - 2, length);
    } else {
      this.#head(head32, 4);
      this.#view.setUint32(this.#at - 4, length);
    }
  }

  /** Writes the first byte of a value and moves behind so many more, yet to be written. */
  #head(byte: number, more = 0): void {
    this.#reserve(1 + more);
    this.#bytes[this.#at] = byte;
    this.#at += 1 + more;
  }

  #reserve(length: number): void {
    const needed = this.#at + length;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}
