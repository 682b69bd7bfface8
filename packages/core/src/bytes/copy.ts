/**
 * Copies a piece of bytes into memory of its own.
 *
 * Not by `slice`: on Node's Buffer that gives a view, which changes with what it looks at and keeps all of it alive.
 */
export function copyOf(bytes: Uint8Array, start = 0, end = bytes.length): Uint8Array {
  return new Uint8Array(bytes.subarray(start, end));
}
