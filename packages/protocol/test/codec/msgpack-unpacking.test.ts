import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MsgpackScanner } from '../../src/codec/msgpack-scanner.ts';
import { unpacked } from '../../src/codec/msgpack-unpacking.ts';
import { arbitraryWritten } from '../support/arbitrary-msgpack.ts';
import { EVERY_HEADER } from '../support/every-header.ts';
import { bytesOf } from '../support/hex.ts';

function read(message: Uint8Array): unknown {
  const scanner = new MsgpackScanner(message);
  scanner.value(64);
  return unpacked(message, scanner.markedTexts);
}

const utf8 = new TextEncoder();
/** A text behind a header of 8, 16 or 32 bits. */
const long = (text: string, head: string) => {
  const bytes = utf8.encode(text);
  const length = bytes.length.toString(16).padStart({ d9: 2, da: 4, db: 8 }[head] ?? 0, '0');
  return Uint8Array.from([...bytesOf(`${head}${length}`), ...bytes]);
};

describe('unpacked', () => {
  it.each(EVERY_HEADER)('reads $hex', ({ hex, value }) => {
    expect(read(bytesOf(hex))).toStrictEqual(value);
  });

  it('copies bytes', () => {
    const message = bytesOf('92 c403010203 c400');
    const value = read(message);
    message.fill(0);
    expect(value).toStrictEqual([Uint8Array.of(1, 2, 3), new Uint8Array()]);
  });

  it.each(['d9', 'da', 'db'])('keeps the byte order mark of a text, however long, behind %s', (head) => {
    for (const length of [0, 1, 15, 16, 31, 32, 60, 61, 62, 63, 64, 65, 200, 252]) {
      for (const text of [
        `\ufeff${'a'.repeat(length)}`,
        `\ufeff\ufeff${'a'.repeat(Math.max(0, length - 3))}`,
        `a\ufeff${'a'.repeat(Math.max(0, length - 1))}`,
      ]) {
        expect(read(long(text, head))).toBe(text);
      }
    }
  });

  it('keeps every byte order mark among other values, also of keys', () => {
    const text = `\ufeff${'é'.repeat(40)}`;
    const marked = long(text, 'd9');
    const message = Uint8Array.from([0x95, 1, ...marked, 0xc4, 1, 7, ...marked, 0x82, 0xa1, 0x61, 2, ...marked, ...marked]);
    expect(read(message)).toStrictEqual([1, text, Uint8Array.of(7), text, { a: 2, [text]: text }]);
  });

  it('reads what is plain, in whatever form it is written', () => {
    const plain = arbitraryWritten.filter(({ isPlain, depth }) => isPlain && depth <= 64);
    fc.assert(
      fc.property(plain, ({ bytes, value }) => {
        expect(read(Uint8Array.from(bytes))).toStrictEqual(value);
      }),
      { numRuns: 500 },
    );
  });
});
