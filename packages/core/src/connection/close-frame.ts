import type { TextCodec } from '../bytes/text-codec.ts';
import { type Close, CloseCode, isWireCloseCode, MAX_CLOSE_REASON_BYTES } from '../vocabulary/close-code.ts';
import { ProtocolError } from '../vocabulary/errors.ts';

/**
 * Checks what our caller wants a close frame to say. No code means a frame without payload, which
 * the peer reports as 1005.
 *
 * @throws {RangeError} when the code may not be sent, or the reason is longer than 123 bytes or has no code before it (RFC 6455 §5.5.1).
 */
export function closeOf(code: number | undefined, reason: string, text: TextCodec): Close {
  if (code === undefined) {
    if (reason !== '') throw new RangeError('a close reason needs a close code');
    return { code: CloseCode.noStatus, reason };
  }
  if (!isWireCloseCode(code)) {
    throw new RangeError(`close code ${code} may not be sent; use 1000, 1001–1003, 1007–1014 or 3000–4999 (RFC 6455 §7.4)`);
  }
  const length = text.byteLength(reason);
  if (length > MAX_CLOSE_REASON_BYTES) {
    throw new RangeError(`a close reason may have ${MAX_CLOSE_REASON_BYTES} bytes of UTF-8; this one has ${length}`);
  }
  return { code, reason };
}

/** The payload of a close frame; code 1005 is written as no payload at all (§7.1.5). */
export function encodeClose(close: Close, text: TextCodec): Uint8Array {
  if (close.code === CloseCode.noStatus) return new Uint8Array(0);
  const payload = new Uint8Array(2 + text.byteLength(close.reason));
  payload[0] = close.code >>> 8;
  payload[1] = close.code;
  text.encodeInto(close.reason, payload, 2);
  return payload;
}

/** Reads the payload of a close frame (§5.5.1). @throws {ProtocolError} for one byte, a code that may not be sent, a reason that is not UTF-8. */
export function decodeClose(payload: Uint8Array, text: TextCodec): Close {
  if (payload.length === 0) return { code: CloseCode.noStatus, reason: '' };
  if (payload.length === 1) throw new ProtocolError('invalid-close-payload');
  const code = ((payload[0] ?? 0) << 8) | (payload[1] ?? 0);
  if (!isWireCloseCode(code)) throw new ProtocolError('invalid-close-code');
  if (!text.isUtf8(payload.subarray(2))) throw new ProtocolError('invalid-utf8');
  return { code, reason: text.decode(payload, 2, payload.length) };
}
