import { packedArray } from './msgpack-packing.ts';

/** Joins headers, plain values, and what is MessagePack already to one message. */
export class MsgpackJoiner {
  readonly #parts: Uint8Array[] = [];
  /** The header of an array or a map behind which nothing stands yet. */
  #header: number | undefined;
  /** Values that are not packed yet: all at once they take less time. They are members of one envelope, event or error, so they are few. */
  #values: unknown[] = [];
  #hasBytes = false;

  /** Begins an array of so many values. */
  array(length: number): void {
    this.#pack();
    if (length < 16) this.#header = 0x90 | length;
    else if (length < 0x10000) this.#parts.push(Uint8Array.of(0xdc, length >> 8, length));
    else this.#parts.push(Uint8Array.of(0xdd, length >> 24, length >> 16, length >> 8, length));
  }

  /** Begins a map of so many keys, fewer than 16, each followed by its value. */
  map(length: number): void {
    this.#pack();
    this.#header = 0x80 | length;
  }

  /** Adds plain data. What is undefined in an object is left out, elsewhere it is nil. */
  value(value: unknown, hasBytes = false): void {
    this.#values.push(value ?? null);
    if (hasBytes) this.#hasBytes = true;
  }

  /** Adds what is MessagePack already. */
  join(bytes: Uint8Array): void {
    this.#pack();
    this.#parts.push(bytes);
  }

  /** Hands out the message. */
  take(): Uint8Array {
    this.#pack();
    let length = 0;
    for (const part of this.#parts) length += part.length;
    const message = new Uint8Array(length);
    let at = 0;
    for (const part of this.#parts) {
      message.set(part, at);
      at += part.length;
    }
    return message;
  }

  /** Packs the values and whatever header stands before them: it takes the place of the one that they have as an array. */
  #pack(): void {
    if (this.#values.length > 0) {
      const array = packedArray(this.#values, this.#hasBytes);
      if (this.#header === undefined) this.#parts.push(array.subarray(1));
      else {
        array[0] = this.#header;
        this.#parts.push(array);
      }
      this.#values = [];
      this.#hasBytes = false;
    } else if (this.#header !== undefined) this.#parts.push(Uint8Array.of(this.#header));
    this.#header = undefined;
  }
}
