/**
 * Masking of payloads (RFC 6455 §5.3).
 *
 * A key is one 32-bit number whose lowest byte is the key's first byte on the wire. Masking twice with
 * one key gives the bytes back. A view reads words at any offset, so nothing has to be aligned; what is
 * left over at the end is done byte by byte.
 */

/** Below this many bytes a plain loop beats the making of a view (measured on Node 24). */
const WORDWISE_FROM_BYTES = 32;
/** From here on eight bytes at a time repay the slower start of big integers (measured on Node 24). */
const LONGWISE_FROM_BYTES = 256;

/** What {@link mask} answers when it cannot vouch for ASCII. */
export const NOT_SEEN = 0x80;

/**
 * Masks or unmasks `bytes` from `start` to `end` in place.
 *
 * Answers a number below 0x80 where all bytes written are ASCII, which is known at no cost on the way.
 * {@link NOT_SEEN} or more says that some are not, or that the payload was too long for looking.
 */
export function mask(bytes: Uint8Array, start: number, end: number, key: number): number {
  const length = end - start;
  if (length < WORDWISE_FROM_BYTES) return maskBytes(bytes, start, end, key);
  if (length < LONGWISE_FROM_BYTES) return maskWords(bytes, start, end, key);
  maskLongs(bytes, start, end, key);
  return NOT_SEEN;
}

/** The key as it stands after `count` bytes: a payload that arrives in pieces is masked on from there. */
export function turnKey(key: number, count: number): number {
  const bits = (count & 3) << 3;
  return bits === 0 ? key : (key >>> bits) | (key << (32 - bits));
}

function maskBytes(bytes: Uint8Array, start: number, end: number, key: number): number {
  let seen = 0;
  for (let at = start, shift = 0; at < end; at++, shift += 8) {
    const byte = (bytes[at] ?? 0) ^ ((key >>> (shift & 31)) & 0xff);
    seen |= byte;
    bytes[at] = byte;
  }
  return seen;
}

// Making a view costs more than masking a small payload, and the frames of one chunk can share it.
// It keeps at most one chunk alive.
let viewed: ArrayBufferLike | undefined;
let view: DataView = new DataView(new ArrayBuffer(0));

function viewOf(buffer: ArrayBufferLike): DataView {
  if (viewed !== buffer) {
    viewed = buffer;
    view = new DataView(buffer);
  }
  return view;
}

function maskWords(bytes: Uint8Array, start: number, end: number, key: number): number {
  const words = viewOf(bytes.buffer);
  const offset = bytes.byteOffset;
  const last = offset + end - 3;
  let seen = 0;
  let at = offset + start;
  for (; at < last; at += 4) {
    const word = words.getInt32(at, true) ^ key;
    seen |= word;
    words.setInt32(at, word, true);
  }
  const rest = maskBytes(bytes, at - offset, end, key); // whole words leave the key where it was
  return (seen & 0x80808080) === 0 ? rest : NOT_SEEN;
}

function maskLongs(bytes: Uint8Array, start: number, end: number, key: number): void {
  const longs = viewOf(bytes.buffer);
  const half = BigInt(key >>> 0);
  const long = BigInt.asUintN(64, (half << 32n) | half);
  const offset = bytes.byteOffset;
  const last = offset + end - 7;
  let at = offset + start;
  for (; at < last; at += 8) longs.setBigUint64(at, BigInt.asUintN(64, longs.getBigUint64(at, true) ^ long), true);
  maskBytes(bytes, at - offset, end, key);
}
