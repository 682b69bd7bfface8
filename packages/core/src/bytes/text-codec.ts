/**
 * Text and bytes, as the platform does them fastest. Given to the engine as an argument, because
 * the best ways (Node's Buffer) are no part of the language.
 */
export interface TextCodec {
  /** Tells whether all bytes together are well-formed UTF-8 (RFC 3629). */
  isUtf8(bytes: Uint8Array): boolean;
  /** Reads bytes that are known to be well-formed UTF-8; a byte order mark is text like any other (RFC 6455 §5.6). */
  decode(bytes: Uint8Array, start: number, end: number): string;
  /** Reads bytes that are known to be ASCII. */
  decodeAscii(bytes: Uint8Array, start: number, end: number): string;
  /** The length of a text in UTF-8. */
  byteLength(text: string): number;
  /** Writes a text as UTF-8 at `at`, where there is room for all of it; answers the count of bytes written. */
  encodeInto(text: string, target: Uint8Array, at: number): number;
}
