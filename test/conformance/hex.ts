/** Reads hex text with spaces at field borders. @throws {TypeError} when it is none: a fixture is wrong. */
export function bytesOf(hex: string): Buffer {
  const digits = hex.replaceAll(' ', '');
  if (digits.length % 2 !== 0 || /[^0-9a-f]/i.test(digits)) throw new TypeError(`not hex text: ${hex}`);
  return Buffer.from(digits, 'hex');
}

/** Writes bytes as hex text. */
export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}
