import { Blob, Buffer } from 'node:buffer';
import { toUSVString, types } from 'node:util';
import { type ClientUrl, parseClientUrl } from '../handshake/client-url.ts';
import { validateSubprotocols } from '../handshake/subprotocol.ts';
import { CloseCode, MAX_CLOSE_REASON_BYTES } from '../vocabulary/close-code.ts';

// Conversions as Web IDL does them and checks as the WHATWG standard does, for a class that is often called from plain JavaScript.

/** What the WHATWG class sends: text, bytes, or a blob whose bytes are yet to be read. */
export type WebMessage = string | Uint8Array | Blob;

/** Parses the constructor's URL (WHATWG URL §4.2 and WebSockets §3.1). @throws {DOMException} `SyntaxError` */
export function parseWebSocketUrl(url: unknown): ClientUrl {
  return orSyntaxError(() => parseClientUrl(toUSVString(`${url}`)));
}

/** Converts the constructor's protocols: a string or a sequence of them. @throws {DOMException} `SyntaxError` when one is no token or occurs twice. */
export function toProtocols(given: unknown): string[] {
  const protocols = given === undefined ? [] : isIterable(given) ? Array.from(given, (protocol) => `${protocol}`) : [`${given}`];
  orSyntaxError(() => validateSubprotocols(protocols));
  return protocols;
}

/** Converts what is sent: a `Blob`, a buffer or a view of one as bytes, anything else as text. Nothing is copied. */
export function toWebMessage(given: unknown): WebMessage {
  if (given instanceof Blob) return given;
  if (ArrayBuffer.isView(given)) return new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
  if (types.isAnyArrayBuffer(given)) return new Uint8Array(given);
  return `${given}`;
}

/** Counts the bytes that a message has on the wire, frame headers apart. */
export function sizeOf(message: WebMessage): number {
  if (typeof message === 'string') return Buffer.byteLength(message); // an unpaired surrogate becomes U+FFFD: three bytes
  return message instanceof Blob ? message.size : message.byteLength;
}

/**
 * Converts and checks the arguments of `close` (WHATWG WebSockets §3.1). A reason without code gets code 1000.
 *
 * @throws {DOMException} `InvalidAccessError` unless the code is 1000 or 3000–4999, `SyntaxError` when the reason is longer than 123 bytes.
 */
export function toClose(givenCode: unknown, givenReason: unknown): { readonly code: number | undefined; readonly reason: string } {
  const code = givenCode === undefined ? undefined : toUnsignedShort(Number(givenCode));
  const reason = givenReason === undefined ? '' : toUSVString(`${givenReason}`);
  if (code !== undefined && code !== CloseCode.normal && !(code >= 3000 && code <= 4999)) {
    throw new DOMException(`close code ${code} is not 1000 or one of 3000–4999`, 'InvalidAccessError');
  }
  const length = Buffer.byteLength(reason);
  if (length > MAX_CLOSE_REASON_BYTES) {
    throw new DOMException(`a close reason may have ${MAX_CLOSE_REASON_BYTES} bytes of UTF-8; this one has ${length}`, 'SyntaxError');
  }
  return { code: code ?? (reason === '' ? undefined : CloseCode.normal), reason };
}

/** `[Clamp] unsigned short`: the nearest whole number of 0 to 65,535, the even one of two (Web IDL §3.2.4.9). */
function toUnsignedShort(value: number): number {
  if (Number.isNaN(value)) return 0;
  const clamped = Math.min(Math.max(value, 0), 0xffff);
  const floor = Math.floor(clamped);
  const rest = clamped - floor;
  return rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

function orSyntaxError<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new DOMException(cause.message, { name: 'SyntaxError', cause });
  }
}
