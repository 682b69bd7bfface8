import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodePlatform, sha1Base64 } from '../../src/node/node-platform.ts';
import { bytesOf, hexOf } from '../support/bytes-of.ts';

const { text } = nodePlatform;
/** Also with lone surrogates, which have no encoding. */
const anyText = fc.string({ unit: 'binary', maxLength: 100 });
const anyTextWithLoneSurrogates = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 50 })
  .map((units) => String.fromCharCode(...units));

/** Bytes within others, as plain bytes and as a Buffer. */
function embedded(bytes: Uint8Array): { views: Uint8Array[]; start: number; end: number } {
  const around = Buffer.concat([Buffer.from([0xff, 0xc3]), bytes, Buffer.from([0xa9])]);
  return { views: [Uint8Array.from(around), around], start: 2, end: 2 + bytes.length };
}

describe('nodePlatform.text', () => {
  it('decodes what TextEncoder encodes, from any place', () => {
    fc.assert(
      fc.property(anyText, (plain) => {
        const { views, start, end } = embedded(new TextEncoder().encode(plain));
        expect(views.map((bytes) => text.decode(bytes, start, end))).toEqual([plain, plain]);
      }),
    );
  });

  it('decodes within a view that does not begin its memory', () => {
    const bytes = new TextEncoder().encode('abcdef').subarray(2);
    expect([text.decode(bytes, 1, 3), text.decodeAscii(bytes, 1, 3)]).toEqual(['de', 'de']);
  });

  it('leaves a byte order mark in the text (§5.6)', () => {
    expect(text.decode(bytesOf('efbbbf 61'), 0, 4)).toBe('\ufeffa');
  });

  it('decodes ASCII, every character of it', () => {
    const ascii = Uint8Array.from({ length: 128 }, (_, code) => code);
    const { views, start, end } = embedded(ascii);
    const expected = String.fromCharCode(...ascii);
    expect(views.map((bytes) => text.decodeAscii(bytes, start, end))).toEqual([expected, expected]);
  });

  it.each([
    ['', true],
    ['61', true],
    ['c3a9', true],
    ['c3', false],
    ['eda080', false],
    ['ff', false],
  ])('tells whether %j is UTF-8: %s', (hex, isUtf8) => {
    expect(text.isUtf8(bytesOf(hex))).toBe(isUtf8);
  });

  it('encodes as TextEncoder does, lone surrogates too, and counts rightly before', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, anyTextWithLoneSurrogates), fc.nat(5), (plain, at) => {
        const expected = new TextEncoder().encode(plain);
        const target = new Uint8Array(at + expected.length + 3).fill(0xee);
        expect([text.byteLength(plain), text.encodeInto(plain, target, at)]).toEqual([expected.length, expected.length]);
        expect(hexOf(target)).toBe(`${'ee'.repeat(at)}${hexOf(expected)}eeeeee`);
      }),
    );
  });
});

describe('nodePlatform.allocate', () => {
  it.each([0, 1, 100, 5000, 100_000])('makes memory of its own for %d bytes', (length) => {
    const bytes = nodePlatform.allocate(length);
    expect([bytes.length, bytes.buffer.byteLength]).toEqual([length, length]);
  });
});

describe('nodePlatform.maskingKey', () => {
  it('gives 32 bits, each time others (§5.3)', () => {
    const keys = Array.from({ length: 10_000 }, () => nodePlatform.maskingKey());
    expect(keys.every((key) => key === (key | 0))).toBe(true);
    // Of 10,000 random keys about 0.01 pairs are equal.
    expect(new Set(keys).size).toBeGreaterThan(9_990);
  });

  it('lets each bit be 1 half of the time (§10.3)', () => {
    const counts = Array.from({ length: 32 }, () => 0);
    for (let nth = 0; nth < 20_000; nth++) {
      const key = nodePlatform.maskingKey();
      for (let bit = 0; bit < 32; bit++) counts[bit] = (counts[bit] ?? 0) + ((key >>> bit) & 1);
    }
    // Seven standard deviations around the half.
    expect(counts.filter((count) => Math.abs(count - 10_000) > 500)).toEqual([]);
  });
});

describe('nodePlatform.slabs', () => {
  it('lends memory of its own', () => {
    const slab = nodePlatform.slabs.lend(1);
    expect(slab.buffer.byteLength).toBe(slab.length);
    nodePlatform.slabs.giveBack(slab);
  });
});

describe('sha1Base64', () => {
  it("answers the RFC's example (§1.3)", () => {
    expect(sha1Base64('dGhlIHNhbXBsZSBub25jZQ==258EAFA5-E914-47DA-95CA-C5AB0DC85B11')).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
  });
});
