import { DISTANCE_BASES, DISTANCE_EXTRA_BITS, LENGTH_BASES, LENGTH_EXTRA_BITS } from './reference-inflater.ts';

/** One deflate block, written by hand because no compressor makes it to order. */
export type Block =
  | { readonly stored: Uint8Array; readonly isFinal?: boolean }
  /** With the fixed codes: bytes as they are, or matches. */
  | { readonly symbols: readonly (number | Match)[]; readonly isFinal?: boolean };

/** `length` bytes from `distance` bytes ago. */
export interface Match {
  readonly length: number;
  readonly distance: number;
}

/** Writes the payload of a compressed message: the blocks, and an empty stored one without its last four bytes (RFC 7692 §7.2.1). */
export function deflated(...blocks: readonly Block[]): Buffer {
  const bits = new BitWriter();
  for (const block of blocks) writeBlock(bits, block);
  bits.write(0, 3);
  bits.align();
  return bits.take();
}

function writeBlock(bits: BitWriter, block: Block): void {
  bits.write(block.isFinal === true ? 1 : 0, 1);
  if ('stored' in block) {
    bits.write(0, 2);
    bits.align();
    bits.write(block.stored.length, 16);
    bits.write(block.stored.length ^ 0xffff, 16);
    bits.append(block.stored);
    return;
  }
  bits.write(1, 2);
  for (const symbol of block.symbols) {
    if (typeof symbol === 'number') writeLiteral(bits, symbol);
    else writeMatch(bits, symbol);
  }
  writeLiteral(bits, 256);
  if (block.isFinal === true) bits.align();
}

/** A symbol in the fixed code (RFC 1951 §3.2.6). */
function writeLiteral(bits: BitWriter, symbol: number): void {
  if (symbol < 144) bits.writeCode(0x30 + symbol, 8);
  else if (symbol < 256) bits.writeCode(0x190 + symbol - 144, 9);
  else if (symbol < 280) bits.writeCode(symbol - 256, 7);
  else bits.writeCode(0xc0 + symbol - 280, 8);
}

function writeMatch(bits: BitWriter, { length, distance }: Match): void {
  const lengthCode = LENGTH_BASES.findLastIndex((base) => base <= length);
  writeLiteral(bits, 257 + lengthCode);
  bits.write(length - (LENGTH_BASES[lengthCode] ?? 0), LENGTH_EXTRA_BITS[lengthCode] ?? 0);
  const distanceCode = DISTANCE_BASES.findLastIndex((base) => base <= distance);
  bits.writeCode(distanceCode, 5);
  bits.write(distance - (DISTANCE_BASES[distanceCode] ?? 0), DISTANCE_EXTRA_BITS[distanceCode] ?? 0);
}

class BitWriter {
  readonly #bytes: number[] = [];
  #bits = 0;
  #count = 0;

  /** Writes a number, its lowest bit first (§3.1.1). */
  write(value: number, count: number): void {
    for (let bit = 0; bit < count; bit++) this.#writeBit((value >>> bit) & 1);
  }

  /** Writes a Huffman code, its highest bit first. */
  writeCode(code: number, count: number): void {
    for (let bit = count - 1; bit >= 0; bit--) this.#writeBit((code >>> bit) & 1);
  }

  append(bytes: Uint8Array): void {
    for (const byte of bytes) this.#bytes.push(byte);
  }

  align(): void {
    while (this.#count > 0) this.#writeBit(0);
  }

  take(): Buffer {
    return Buffer.from(this.#bytes);
  }

  #writeBit(bit: number): void {
    this.#bits |= bit << this.#count;
    this.#count += 1;
    if (this.#count < 8) return;
    this.#bytes.push(this.#bits);
    this.#bits = 0;
    this.#count = 0;
  }
}
