import { ProtocolError } from '../vocabulary/errors.ts';
import { isControl, isOpcode, MAX_CONTROL_PAYLOAD, Opcode } from '../vocabulary/opcode.ts';
import type { Role } from '../vocabulary/role.ts';

/** Most bytes of a frame header: 2, an extended length of 8, a masking key of 4 (RFC 6455 §5.2). */
export const MAX_HEADER_BYTES = 14;

/** A frame header as read. One object is filled again for each frame, so that reading allocates nothing. */
export interface FrameHeader {
  fin: boolean;
  rsv1: boolean;
  opcode: number;
  /** Payload bytes, at most 2^53 − 1. */
  length: number;
  /** The masking key, its first byte lowest; 0 where the frame is unmasked. */
  maskingKey: number;
}

/** What of a header depends on the connection. */
export interface HeaderRules {
  /** The reader's side: a server takes masked frames only, a client unmasked ones only (§5.1). */
  readonly role: Role;
  /** Whether permessage-deflate is agreed, which gives RSV1 its meaning (RFC 7692 §6). */
  readonly deflate: boolean;
}

const RULES: Readonly<Record<Role, readonly [plain: HeaderRules, deflate: HeaderRules]>> = {
  server: [
    { role: 'server', deflate: false },
    { role: 'server', deflate: true },
  ],
  client: [
    { role: 'client', deflate: false },
    { role: 'client', deflate: true },
  ],
};

/** The rules of a connection: one object for all that are alike. */
export function headerRules(role: Role, deflate: boolean): HeaderRules {
  return RULES[role][deflate ? 1 : 0];
}

/**
 * Reads the frame header that begins at `start` (RFC 6455 §5.2) into `header`.
 *
 * Answers its size, or 0 while bytes are missing. Whatever the first two bytes can prove wrong fails
 * before more is waited for.
 *
 * @throws {ProtocolError} when the header breaks a rule.
 */
export function readFrameHeader(bytes: Uint8Array, start: number, end: number, rules: HeaderRules, header: FrameHeader): number {
  if (end - start < 2) return 0;
  const first = bytes[start] ?? 0;
  const second = bytes[start + 1] ?? 0;
  const shortLength = second & 0x7f;
  const masked = second >= 0x80;
  judgeFirstBytes(first, shortLength, masked, rules);

  let size = shortLength < 126 ? 2 : shortLength === 126 ? 4 : 10;
  if (end - start < size + (masked ? 4 : 0)) return 0;
  header.fin = first >= 0x80;
  header.rsv1 = (first & 0x40) !== 0;
  header.opcode = first & 0x0f;
  header.length = shortLength < 126 ? shortLength : readExtendedLength(bytes, start + 2, shortLength);
  header.maskingKey = 0;
  if (masked) {
    header.maskingKey = readKey(bytes, start + size);
    size += 4;
  }
  return size;
}

function judgeFirstBytes(first: number, shortLength: number, masked: boolean, rules: HeaderRules): void {
  const opcode = first & 0x0f;
  if ((first & 0x30) !== 0) throw new ProtocolError('reserved-bits');
  if (!isOpcode(opcode)) throw new ProtocolError('unknown-opcode');
  if ((first & 0x40) !== 0) judgeRsv1(opcode, rules);
  if (masked !== (rules.role === 'server')) throw new ProtocolError('wrong-mask'); // §5.1
  if (!isControl(opcode)) return;
  if (first < 0x80) throw new ProtocolError('control-fragmented'); // §5.5
  if (shortLength > MAX_CONTROL_PAYLOAD) throw new ProtocolError('control-too-long'); // §5.5
}

/** RSV1 marks a compressed message, on its first frame only (RFC 7692 §6.1). */
function judgeRsv1(opcode: number, rules: HeaderRules): void {
  if (!rules.deflate) throw new ProtocolError('reserved-bits');
  if (isControl(opcode)) throw new ProtocolError('control-compressed');
  if (opcode === Opcode.continuation) throw new ProtocolError('continuation-compressed');
}

/** Reads a length of 16 or 64 bits; the shortest form is the only legal one (§5.2). */
function readExtendedLength(bytes: Uint8Array, at: number, shortLength: number): number {
  if (shortLength === 126) {
    const length = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
    if (length < 126) throw new ProtocolError('length-not-minimal');
    return length;
  }
  const high = readUint32(bytes, at);
  const length = high * 2 ** 32 + readUint32(bytes, at + 4);
  // The top bit must be 0 (§5.2). Stricter: what is no safe integer cannot be counted, nor ever held.
  if (high > 0x1f_ffff) throw new ProtocolError('length-out-of-range');
  if (length < 65_536) throw new ProtocolError('length-not-minimal');
  return length;
}

function readUint32(bytes: Uint8Array, at: number): number {
  return (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0;
}

function readKey(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
}

/** The size of the header that a frame of this payload length needs. */
export function headerSize(length: number, masked: boolean): number {
  return (length < 126 ? 2 : length < 65_536 ? 4 : 10) + (masked ? 4 : 0);
}

/** The first header byte: FIN, RSV1 and opcode (§5.2). */
export function firstByte(fin: boolean, rsv1: boolean, opcode: number): number {
  return (fin ? 0x80 : 0) | (rsv1 ? 0x40 : 0) | opcode;
}

/**
 * Writes a frame header at `at`, where {@link headerSize} bytes are free.
 *
 * `maskingKey` is `undefined` for an unmasked frame, since 0 is a key too.
 */
export function writeFrameHeader(target: Uint8Array, at: number, first: number, length: number, maskingKey: number | undefined): void {
  const maskBit = maskingKey === undefined ? 0 : 0x80;
  target[at] = first;
  let next = at + 2;
  if (length < 126) {
    target[at + 1] = maskBit | length;
  } else if (length < 65_536) {
    target[at + 1] = maskBit | 126;
    target[at + 2] = length >>> 8;
    target[at + 3] = length;
    next = at + 4;
  } else {
    target[at + 1] = maskBit | 127;
    writeUint32(target, at + 2, Math.floor(length / 2 ** 32));
    writeUint32(target, at + 6, length);
    next = at + 10;
  }
  if (maskingKey !== undefined) writeKey(target, next, maskingKey);
}

function writeUint32(target: Uint8Array, at: number, value: number): void {
  target[at] = value >>> 24;
  target[at + 1] = value >>> 16;
  target[at + 2] = value >>> 8;
  target[at + 3] = value;
}

function writeKey(target: Uint8Array, at: number, key: number): void {
  target[at] = key;
  target[at + 1] = key >>> 8;
  target[at + 2] = key >>> 16;
  target[at + 3] = key >>> 24;
}
