import { createHash } from 'node:crypto';
import { bytesOf, hexOf } from './hex.ts';

/**
 * One frame as a server sends it, unmasked: hex text, or first byte and payload for a well-formed one.
 *
 * Hex may be anything that begins with a frame header, also half a frame or a wrong one. Masking for the
 * client's role is added on the way out and taken off on the way in, so one fixture serves both sides.
 */
export type WireFrame = string | FrameParts;

/** A frame whose length is written in the shortest form. */
export interface FrameParts {
  /** FIN, the reserved bits and the opcode. */
  readonly first: number;
  readonly payload: Uint8Array;
}

/** Writes a frame unmasked (RFC 6455 §5.2). */
export function encodeFrame(frame: WireFrame): Buffer {
  if (typeof frame === 'string') return bytesOf(frame);
  const { first, payload } = frame;
  if (payload.length < 126) return Buffer.concat([Buffer.of(first, payload.length), payload]);
  const header = Buffer.alloc(payload.length < 65_536 ? 4 : 10);
  header.writeUInt8(first, 0);
  header.writeUInt8(payload.length < 65_536 ? 126 : 127, 1);
  if (payload.length < 65_536) header.writeUInt16BE(payload.length, 2);
  else header.writeBigUInt64BE(BigInt(payload.length), 2);
  return Buffer.concat([header, payload]);
}

/** Bytes of a frame header without a masking key, by its second byte (§5.2). */
export function headerBytes(second: number): number {
  const shortLength = second & 0x7f;
  return shortLength === 127 ? 10 : shortLength === 126 ? 4 : 2;
}

/** The payload length that a header announces. */
export function payloadLength(header: Buffer): number {
  const shortLength = header.readUInt8(1) & 0x7f;
  if (shortLength === 127) return Number(header.readBigUInt64BE(2));
  return shortLength === 126 ? header.readUInt16BE(2) : shortLength;
}

/** Masks an unmasked frame, or as much of one as there is (§5.3). */
export function maskFrame(frame: Buffer, key: Uint8Array): Buffer {
  if (frame.length < 2) return frame;
  const header = Buffer.from(frame.subarray(0, headerBytes(frame.readUInt8(1))));
  header.writeUInt8(header.readUInt8(1) | 0x80, 1);
  const payload = Buffer.from(frame.subarray(header.length));
  applyKey(payload, key);
  return Buffer.concat([header, key, payload]);
}

/** Masks or unmasks in place (§5.3). */
export function applyKey(payload: Buffer, key: Uint8Array): void {
  for (let at = 0; at < payload.length; at++) payload[at] = (payload[at] ?? 0) ^ (key[at & 3] ?? 0);
}

/** Most payload bytes that a failure shows in full. */
const SHOWN_BYTES = 48;

/** Shows a frame in a failure: its header, and its payload or, of a long one, where it begins and its hash. */
export function showFrame(frame: Buffer): string {
  const size = frame.length < 2 ? frame.length : headerBytes(frame.readUInt8(1));
  const header = hexOf(frame.subarray(0, size)).replace(/^(..)(..)/, '$1 $2 ');
  const payload = frame.subarray(size);
  return `${header.trim()} ${showBytes(payload)}`.trim();
}

/** Shows bytes in a failure. */
export function showBytes(bytes: Uint8Array): string {
  if (bytes.length <= SHOWN_BYTES) return hexOf(bytes);
  const hash = createHash('sha1').update(bytes).digest('hex').slice(0, 8);
  return `${hexOf(bytes.subarray(0, SHOWN_BYTES / 2))}… (${bytes.length} bytes, SHA-1 ${hash}…)`;
}
