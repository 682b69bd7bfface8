/**
 * Masking of payloads (RFC 6455 §5.3).
 *
 * A key is one 32-bit number whose lowest byte is the key's first byte on the wire, so that a word
 * of a little-endian machine is masked by one XOR. Masking twice with one key gives the bytes back.
 */

/** Below this many bytes a plain loop beats the making of a view (measured on Node 24). */
const WORDWISE_FROM_BYTES = 96;
/** From here on eight bytes at a time repay the slower start of big integers (measured on Node 24). */
const LONGWISE_FROM_BYTES = 512;

const isLittleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** What {@link mask} answers when it has not looked at every byte: they may or may not be ASCII. */
export const NOT_SEEN = 0x80;

/**
 * Masks or unmasks `bytes` from `start` to `end` in place.
 *
 * Answers the OR of all bytes written, so that a result below 0x80 proves ASCII at no cost, or
 * {@link NOT_SEEN} where the payload was too long for looking on the way.
 */
export function mask(bytes: Uint8Array, start: number, end: number, key: number): number {
  if (end - start < WORDWISE_FROM_BYTES || !isLittleEndian) return maskBytewise(bytes, start, end, key);
  const aligned = start + (-(bytes.byteOffset + start) & 7);
  maskBytewise(bytes, start, aligned, key);
  const turned = turnKey(key, aligned - start);
  const rest = end - aligned < LONGWISE_FROM_BYTES ? maskWords(bytes, aligned, end, turned) : maskLongs(bytes, aligned, end, turned);
  maskBytewise(bytes, rest, end, turned); // whole words leave the key where it was
  return NOT_SEEN;
}

/** The key as it stands after `count` bytes: a payload that arrives in pieces is masked on from there. */
export function turnKey(key: number, count: number): number {
  const bits = (count & 3) << 3;
  return bits === 0 ? key : (key >>> bits) | (key << (32 - bits));
}

function maskBytewise(bytes: Uint8Array, start: number, end: number, key: number): number {
  const k0 = key & 0xff;
  const k1 = (key >>> 8) & 0xff;
  const k2 = (key >>> 16) & 0xff;
  const k3 = key >>> 24;
  let seen = 0;
  let at = start;
  for (; at + 3 < end; at += 4) {
    const b0 = (bytes[at] ?? 0) ^ k0;
    const b1 = (bytes[at + 1] ?? 0) ^ k1;
    const b2 = (bytes[at + 2] ?? 0) ^ k2;
    const b3 = (bytes[at + 3] ?? 0) ^ k3;
    seen |= b0 | b1 | b2 | b3;
    bytes[at] = b0;
    bytes[at + 1] = b1;
    bytes[at + 2] = b2;
    bytes[at + 3] = b3;
  }
  for (let shift = 0; at < end; at++, shift += 8) {
    const byte = (bytes[at] ?? 0) ^ ((key >>> shift) & 0xff);
    seen |= byte;
    bytes[at] = byte;
  }
  return seen;
}

// Making a view costs more than masking 100 bytes; the frames of one chunk share one. It keeps at
// most one chunk alive.
let viewed: ArrayBufferLike | undefined;
let words: Int32Array = new Int32Array(0);
let longs: BigUint64Array = new BigUint64Array(0);

function view(buffer: ArrayBufferLike): void {
  if (viewed === buffer) return;
  viewed = buffer;
  words = new Int32Array(buffer, 0, buffer.byteLength >> 2);
  longs = new BigUint64Array(buffer, 0, buffer.byteLength >> 3);
}

/** Masks whole words from an aligned `start` on; answers where the remaining bytes begin. */
function maskWords(bytes: Uint8Array, start: number, end: number, key: number): number {
  view(bytes.buffer);
  const first = (bytes.byteOffset + start) >> 2;
  const last = first + ((end - start) >> 2);
  for (let at = first; at < last; at++) words[at] = (words[at] ?? 0) ^ key;
  return start + ((last - first) << 2);
}

/** As {@link maskWords}, eight bytes at a time. */
function maskLongs(bytes: Uint8Array, start: number, end: number, key: number): number {
  view(bytes.buffer);
  const half = BigInt(key >>> 0);
  const long = BigInt.asUintN(64, (half << 32n) | half);
  const first = (bytes.byteOffset + start) >> 3;
  const last = first + ((end - start) >> 3);
  for (let at = first; at < last; at++) longs[at] = BigInt.asUintN(64, (longs[at] ?? 0n) ^ long);
  return start + ((last - first) << 3);
}
