import { bytesOf } from './bytes-of.ts';

/** A frame as RFC 6455 §5.2 describes it. */
export interface PlainFrame {
  readonly fin: boolean;
  readonly rsv1: boolean;
  readonly opcode: number;
  readonly payload: Uint8Array;
}

/** Writes a frame the long way, as the reference for what the engine reads; masked where four bytes of a key are given. */
export function frameOf({ fin, rsv1, opcode, payload }: PlainFrame, key?: string): Uint8Array<ArrayBuffer> {
  const { length } = payload;
  const first = (fin ? 128 : 0) + (rsv1 ? 64 : 0) + opcode;
  const maskBit = key === undefined ? 0 : 128;
  const keyBytes = bytesOf(key ?? '');
  const masked = key === undefined ? payload : payload.map((byte, at) => byte ^ (keyBytes[at % 4] ?? 0));
  return joined(Uint8Array.of(first, ...lengthBytes(length, maskBit), ...keyBytes), masked);
}

function lengthBytes(length: number, maskBit: number): number[] {
  if (length < 126) return [maskBit + length];
  if (length < 65_536) return [maskBit + 126, length >> 8, length & 255];
  const wide = new DataView(new ArrayBuffer(8));
  wide.setBigUint64(0, BigInt(length));
  return [maskBit + 127, ...new Uint8Array(wide.buffer)];
}

/** Joins what leaves one after the other. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A frame by its parts; text for a payload stands for its bytes in UTF-8. */
export function plainFrame(fin: boolean, opcode: number, payload: string | Uint8Array, rsv1 = false): PlainFrame {
  return { fin, rsv1, opcode, payload: typeof payload === 'string' ? utf8(payload) : payload };
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
