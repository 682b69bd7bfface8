/** Length codes 257–285: the shortest length and the extra bits of each (RFC 1951 §3.2.5). */
export const LENGTH_BASES = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
export const LENGTH_EXTRA_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

/** Distance codes 0–29, likewise. */
export const DISTANCE_BASES = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12_289, 16_385,
  24_577,
];
export const DISTANCE_EXTRA_BITS = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];

/** In which order the lengths of the code length codes are written (§3.2.7). */
const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

const END_OF_BLOCK = 256;

/** A canonical Huffman code: how many codes there are of each length, and their symbols in order (§3.2.2). */
interface HuffmanCode {
  readonly counts: Uint16Array;
  readonly symbols: Uint16Array;
}

function huffmanCode(lengths: readonly number[]): HuffmanCode {
  const counts = new Uint16Array(16);
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1;
  counts[0] = 0;
  const offsets = new Uint16Array(17);
  for (let length = 1; length < 16; length++) offsets[length + 1] = (offsets[length] ?? 0) + (counts[length] ?? 0);
  const symbols = new Uint16Array(lengths.length);
  lengths.forEach((length, symbol) => {
    if (length === 0) return;
    const at = offsets[length] ?? 0;
    symbols[at] = symbol;
    offsets[length] = at + 1;
  });
  return { counts, symbols };
}

const FIXED_LITERALS = huffmanCode(
  Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8)),
);
const FIXED_DISTANCES = huffmanCode(Array.from({ length: 30 }, () => 5));

class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #bits = 0;
  #count = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length && this.#count === 0;
  }

  read(count: number): number {
    while (this.#count < count) {
      if (this.#at === this.#bytes.length) throw new Error('deflate: the bits end inside a block');
      this.#bits |= (this.#bytes[this.#at++] ?? 0) << this.#count;
      this.#count += 8;
    }
    const value = this.#bits & ((1 << count) - 1);
    this.#bits >>>= count;
    this.#count -= count;
    return value;
  }

  /** Skips to the next byte and takes whole ones. */
  takeBytes(count: number): Uint8Array {
    if (this.#at + count > this.#bytes.length) throw new Error('deflate: a stored block is longer than the message');
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  align(): void {
    this.#bits = 0;
    this.#count = 0;
  }

  symbol({ counts, symbols }: HuffmanCode): number {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length < 16; length++) {
      code |= this.read(1);
      const count = counts[length] ?? 0;
      if (code < first + count) return symbols[index + code - first] ?? 0;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw new Error('deflate: a code that no symbol has');
  }
}

/**
 * Inflates messages as RFC 7692 §7.2.2 and RFC 1951 say, and nothing more.
 *
 * Unlike zlib it knows exactly how far back a message may look: no further than the window that was agreed,
 * and not before the message's own beginning where the context is not taken over.
 */
export class ReferenceInflater {
  readonly #windowBytes: number;
  readonly #takesOver: boolean;
  #output: Uint8Array = new Uint8Array(1 << 16);
  #length = 0;

  constructor(windowBits: number, takesOver: boolean) {
    this.#windowBytes = 1 << windowBits;
    this.#takesOver = takesOver;
  }

  /** Inflates one message. @throws {Error} when its payload is no deflate stream that was agreed. */
  inflate(payload: Uint8Array): Buffer {
    const kept = this.#takesOver ? Math.min(this.#length, this.#windowBytes) : 0;
    this.#output.copyWithin(0, this.#length - kept, this.#length);
    this.#length = kept;
    const bits = new BitReader(Buffer.concat([payload, Buffer.of(0x00, 0x00, 0xff, 0xff)]));
    while (!bits.isAtEnd) this.#block(bits);
    return Buffer.from(this.#output.subarray(kept, this.#length));
  }

  #block(bits: BitReader): void {
    const isFinal = bits.read(1) === 1;
    const type = bits.read(2);
    if (type === 0) this.#stored(bits);
    else if (type === 1) this.#compressed(bits, FIXED_LITERALS, FIXED_DISTANCES);
    else if (type === 2) this.#compressed(bits, ...readCodes(bits));
    else throw new Error('deflate: a block of the reserved type');
    if (isFinal) bits.align();
  }

  #stored(bits: BitReader): void {
    bits.align();
    const length = bits.read(16);
    if (bits.read(16) !== (length ^ 0xffff)) throw new Error('deflate: the lengths of a stored block disagree');
    const bytes = bits.takeBytes(length);
    this.#reserve(length);
    this.#output.set(bytes, this.#length);
    this.#length += length;
  }

  #compressed(bits: BitReader, literals: HuffmanCode, distances: HuffmanCode): void {
    for (;;) {
      const symbol = bits.symbol(literals);
      if (symbol === END_OF_BLOCK) return;
      if (symbol < END_OF_BLOCK) {
        this.#reserve(1);
        this.#output[this.#length++] = symbol;
        continue;
      }
      const base = LENGTH_BASES[symbol - 257];
      if (base === undefined) throw new Error('deflate: a length code that does not exist');
      const length = base + bits.read(LENGTH_EXTRA_BITS[symbol - 257] ?? 0);
      const code = bits.symbol(distances);
      const distance = (DISTANCE_BASES[code] ?? Number.POSITIVE_INFINITY) + bits.read(DISTANCE_EXTRA_BITS[code] ?? 0);
      this.#copy(distance, length);
    }
  }

  #copy(distance: number, length: number): void {
    if (distance > this.#windowBytes) throw new Error(`deflate: looks back ${distance} bytes with a window of ${this.#windowBytes}`);
    if (distance > this.#length) throw new Error(`deflate: looks back ${distance} bytes where only ${this.#length} are known`);
    this.#reserve(length);
    for (let end = this.#length + length; this.#length < end; this.#length++) {
      this.#output[this.#length] = this.#output[this.#length - distance] ?? 0;
    }
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#output.length) return;
    const grown = new Uint8Array(2 * (this.#length + count));
    grown.set(this.#output.subarray(0, this.#length));
    this.#output = grown;
  }
}

/** Reads the two codes of a block with codes of its own (§3.2.7). */
function readCodes(bits: BitReader): [literals: HuffmanCode, distances: HuffmanCode] {
  const literalCount = bits.read(5) + 257;
  const distanceCount = bits.read(5) + 1;
  const codeLengthCount = bits.read(4) + 4;
  const ownLengths = new Array<number>(19).fill(0);
  for (const symbol of CODE_LENGTH_ORDER.slice(0, codeLengthCount)) ownLengths[symbol] = bits.read(3);
  const code = huffmanCode(ownLengths);
  const lengths: number[] = [];
  while (lengths.length < literalCount + distanceCount) {
    const symbol = bits.symbol(code);
    if (symbol < 16) lengths.push(symbol);
    else if (symbol === 16) repeat(lengths, lengths.at(-1) ?? 0, 3 + bits.read(2));
    else repeat(lengths, 0, symbol === 17 ? 3 + bits.read(3) : 11 + bits.read(7));
  }
  return [huffmanCode(lengths.slice(0, literalCount)), huffmanCode(lengths.slice(literalCount, literalCount + distanceCount))];
}

function repeat(lengths: number[], length: number, count: number): void {
  for (let index = 0; index < count; index++) lengths.push(length);
}
