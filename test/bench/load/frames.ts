// Just enough of RFC 6455 to make the load's frames beforehand and to check a server's first answer.
// Its own, because a load that used an engine under test would also test it with itself.

import { Buffer } from 'node:buffer';

const MASKING_KEY = [0x37, 0xfa, 0x21, 0x3d];

/** Opcodes of whole messages. */
export const TEXT = 1;
export const BINARY = 2;
/** The opcode of a pong, which may be sent unasked (§5.5.3). */
export const PONG = 10;

/** Writes one whole message as a client's frame; with `isMasked` false as a server's (§5.2). */
export function encodeFrame(opcode: number, payload: Uint8Array, isMasked: boolean): Buffer {
  const length = payload.length;
  const maskBit = isMasked ? 0x80 : 0;
  const short = length < 126 ? [length] : length < 65_536 ? [126, length >> 8, length & 0xff] : undefined;
  if (short === undefined) throw new RangeError('frames of the load are shorter than 64 KiB');
  const [first = 0, ...rest] = short;
  const header = [0x80 | opcode, maskBit | first, ...rest];
  if (!isMasked) return Buffer.concat([Buffer.from(header), payload]);
  const masked = payload.map((byte, index) => byte ^ (MASKING_KEY[index & 3] ?? 0));
  return Buffer.concat([Buffer.from([...header, ...MASKING_KEY]), masked]);
}

/** A server's frame, whole and unmasked. */
export interface ServerFrame {
  readonly opcode: number;
  readonly isDeflated: boolean;
  readonly payload: Buffer;
  /** The frame as it came. */
  readonly bytes: Buffer;
}

/** Reads the first frame, or `undefined` while bytes are missing. @throws when it is no frame of a server. */
export function readServerFrame(bytes: Buffer): ServerFrame | undefined {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return undefined;
  if (second > 126) throw new Error('the server sent a masked frame, or one of 64 KiB or more');
  const headerBytes = second === 126 ? 4 : 2;
  if (bytes.length < headerBytes) return undefined;
  const byteLength = headerBytes + (second === 126 ? bytes.readUInt16BE(2) : second);
  if (bytes.length < byteLength) return undefined;
  return {
    opcode: first & 0x0f,
    isDeflated: (first & 0x40) !== 0,
    payload: bytes.subarray(headerBytes, byteLength),
    bytes: bytes.subarray(0, byteLength),
  };
}
