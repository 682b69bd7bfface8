const ALPHABET = Uint8Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', (letter) => letter.charCodeAt(0));
const PADDING = 0x3d;
const ascii = new TextDecoder();

/** Writes bytes as base64 (RFC 4648 §4), padded. By a table, because `btoa` wants a string of them first and takes twice as long. */
export function encodeBase64(bytes: Uint8Array): string {
  const text = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  const whole = bytes.length - (bytes.length % 3);
  let at = 0;
  for (let from = 0; from < whole; from += 3) {
    at = writeGroup(text, at, ((bytes[from] ?? 0) << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[from + 2] ?? 0));
  }
  const rest = bytes.length - whole;
  if (rest > 0) {
    at = writeGroup(text, at, ((bytes[whole] ?? 0) << 16) | ((bytes[whole + 1] ?? 0) << 8));
    text.fill(PADDING, at - 3 + rest);
  }
  return ascii.decode(text);
}

/** Writes 24 bits as four letters; answers where the next ones go. */
function writeGroup(text: Uint8Array, at: number, bits: number): number {
  text[at] = ALPHABET[bits >> 18] ?? 0;
  text[at + 1] = ALPHABET[(bits >> 12) & 63] ?? 0;
  text[at + 2] = ALPHABET[(bits >> 6) & 63] ?? 0;
  text[at + 3] = ALPHABET[bits & 63] ?? 0;
  return at + 4;
}

/** Reads padded base64, or answers `undefined` for what is none. Nothing may stand between its letters. */
export function decodeBase64(text: string): Uint8Array | undefined {
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    return undefined;
  }
  // `atob` skips white space and does without padding; either makes fewer bytes than the length of the text promises.
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  if (binary.length !== (text.length / 4) * 3 - padding) return undefined;
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
