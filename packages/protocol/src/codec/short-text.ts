// Short ASCII texts out of bytes, several times faster than by the decoder of the platform, which costs much to call.

/** Bytes of the longest text that is short. */
export const MAX_SHORT_TEXT = 16;

/** Texts that {@link keptTextAt} keeps. */
const MAX_KEPT = 512;
const kept: (string | undefined)[] = [];

/** Reads a short text; `undefined` when it is not all ASCII. */
export function shortTextAt(bytes: Uint8Array, from: number, length: number): string | undefined {
  const units = new Array<number>(length);
  for (let index = 0; index < length; index += 1) {
    const byte = bytes[from + index] ?? 0;
    if (byte >= 0x80) return undefined;
    units[index] = byte;
  }
  return String.fromCharCode.apply(undefined, units);
}

/**
 * As {@link shortTextAt}, for texts of which the same few come again and again: keys. The last ones read are kept, so that most
 * need not be made, nor looked up by the engine when they become a property.
 */
export function keptTextAt(bytes: Uint8Array, from: number, length: number): string | undefined {
  let hash = length;
  for (let at = from; at < from + length; at += 1) hash = (hash * 31 + (bytes[at] ?? 0)) & 0xffff;
  const slot = hash % MAX_KEPT;
  const candidate = kept[slot];
  if (candidate?.length === length && isAt(candidate, bytes, from)) return candidate;
  const text = shortTextAt(bytes, from, length);
  kept[slot] = text;
  return text;
}

function isAt(text: string, bytes: Uint8Array, from: number): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (bytes[from + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}
