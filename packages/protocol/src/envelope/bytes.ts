/** Tells bytes, also a Node `Buffer` and those of another window, whose class is not ours. */
export function isBytes(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value) && Object.prototype.toString.call(value) === '[object Uint8Array]';
}
