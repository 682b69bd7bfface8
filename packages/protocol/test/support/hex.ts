import type { Message } from '../../src/envelope/message.ts';

/** Reads bytes written as hex text; spaces mark borders of members and mean nothing. */
export function bytesOf(hex: string): Uint8Array {
  const digits = hex.replaceAll(' ', '');
  if (!/^([0-9a-f]{2})*$/i.test(digits)) throw new TypeError(`not hex text: ${hex}`);
  return Uint8Array.from({ length: digits.length / 2 }, (_, at) => Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16));
}

/** Writes a binary message as hex text, so that a failed comparison can be read. */
export function hexOf(message: Message): string {
  if (typeof message === 'string') throw new TypeError(`the message is a text: ${message}`);
  return Array.from(message, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
