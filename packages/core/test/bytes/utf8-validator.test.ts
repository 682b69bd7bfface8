import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Utf8Validator } from '../../src/bytes/utf8-validator.ts';
import { anyChunkSizes, arrivalsOf, chunksOf } from '../support/arrivals.ts';
import { bytesOf } from '../support/bytes-of.ts';

/** Where a decoder of the platform, fed byte by byte, fails; and whether what it read ends between characters. */
function referenceOf(bytes: Uint8Array): { firstBad: number | undefined; isWhole: boolean } {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (const [at, byte] of bytes.entries()) {
    if (!decodes(() => decoder.decode(Uint8Array.of(byte), { stream: true }))) return { firstBad: at, isWhole: false };
  }
  return { firstBad: undefined, isWhole: decodes(() => decoder.decode()) };
}

function decodes(decode: () => string): boolean {
  try {
    decode();
    return true;
  } catch {
    return false;
  }
}

/** Whether the validator failed in the chunk that has the first bad byte, or says rightly whether the text is whole. */
function agrees(chunks: readonly Uint8Array[], { firstBad, isWhole }: ReturnType<typeof referenceOf>): boolean {
  const verdict = verdictOf(chunks);
  if ('needed' in verdict) return firstBad === undefined && (verdict.needed === 0) === isWhole;
  const [from, to] = verdict.failedWithin;
  return firstBad !== undefined && from <= firstBad && firstBad < to;
}

/** The bytes that lie before the chunk in which the validator fails, and that chunk's end; or what it says at the end. */
function verdictOf(chunks: readonly Uint8Array[]): { failedWithin: [number, number] } | { needed: number } {
  const validator = new Utf8Validator(isUtf8);
  let before = 0;
  for (const chunk of chunks) {
    if (!validator.accept(chunk, 0, chunk.length)) return { failedWithin: [before, before + chunk.length] };
    before += chunk.length;
  }
  return { needed: validator.needed };
}

/** Bytes at which the tables of RFC 3629 §4 change. */
const anyBorderByte = fc.constantFrom(...bytesOf('00 41 7f 80 8f 90 9f a0 bf c0 c1 c2 df e0 e1 ec ed ee ef f0 f1 f3 f4 f5 f8 ff'));
const anyText = fc.string({ unit: 'binary', maxLength: 80 }).map((text) => new TextEncoder().encode(text));
const anySpoiledText = fc
  .tuple(anyText, fc.nat(), anyBorderByte)
  .map(([text, at, byte]) => text.map((old, place) => (place === at % text.length ? byte : old)));
const anyBytes = fc.oneof(
  anyText,
  anySpoiledText,
  fc.uint8Array({ maxLength: 60 }),
  fc.array(anyBorderByte, { maxLength: 60 }).map((bytes) => Uint8Array.from(bytes)),
);

const wellFormed = [
  { name: 'nothing', hex: '' },
  { name: 'ASCII', hex: '48 65 6c 6c 6f' },
  { name: 'U+0000', hex: '00' },
  { name: 'the borders of two bytes', hex: 'c280 dfbf' },
  { name: 'the borders of three bytes', hex: 'e0a080 efbfbf' },
  { name: 'the neighbours of the surrogates', hex: 'ed9fbf ee8080' },
  { name: 'the borders of four bytes', hex: 'f0908080 f48fbfbf' },
  { name: 'a byte order mark (§5.6)', hex: 'efbbbf 61' },
  { name: 'a noncharacter', hex: 'efbfbe efbfbf' },
  { name: 'κόσμε', hex: 'ceba e1bdb9 cf83 cebc ceb5' },
];

/** `bad` is the place of the first byte that no continuation can save. */
const malformed = [
  { name: 'a stray continuation', hex: '61 80', bad: 1 },
  { name: 'a second continuation too many', hex: 'c280 80', bad: 2 },
  { name: 'an overlong form of two bytes, C0', hex: 'c080', bad: 0 },
  { name: 'an overlong form of two bytes, C1', hex: 'c1bf', bad: 0 },
  { name: 'an overlong form of three bytes', hex: 'e09fbf', bad: 1 },
  { name: 'an overlong form of four bytes', hex: 'f08fbfbf', bad: 1 },
  { name: 'the first surrogate', hex: 'eda080', bad: 1 },
  { name: 'the last surrogate', hex: 'edbfbf', bad: 1 },
  { name: 'a surrogate pair', hex: '61 eda080edb080', bad: 2 },
  { name: 'U+110000', hex: 'f4908080', bad: 1 },
  { name: 'a lead of F5', hex: 'f5808080', bad: 0 },
  { name: 'a form of five bytes', hex: 'f888808080', bad: 0 },
  { name: 'FE', hex: '61 fe', bad: 1 },
  { name: 'FF', hex: 'ff', bad: 0 },
  { name: 'a lead of two bytes before ASCII', hex: 'c2 61', bad: 1 },
  { name: 'a lead of three bytes before ASCII', hex: 'e182 61', bad: 2 },
  { name: 'a lead of four bytes before ASCII', hex: 'f18282 61', bad: 3 },
  { name: 'a lead before a lead', hex: 'e1 c280', bad: 1 },
  { name: "the RFC's favourite, a surrogate within κόσμε", hex: 'ceba e1bdb9 cf83 cebc ceb5 eda080 656469746564', bad: 12 },
];

const incomplete = [
  { hex: 'c2', needed: 1 },
  { hex: 'e0', needed: 2 },
  { hex: 'e0a0', needed: 1 },
  { hex: '61 ed9f', needed: 1 },
  { hex: 'f0', needed: 3 },
  { hex: 'f090', needed: 2 },
  { hex: 'f48fbf', needed: 1 },
];

/** Long enough that what follows is checked by the platform, not byte by byte. */
const LONG = '61'.repeat(30);

describe('Utf8Validator', () => {
  it.each(
    wellFormed.flatMap(({ name, hex }) => [
      { name, hex },
      { name: `a long text with ${name}`, hex: `${LONG}${hex}${LONG}` },
    ]),
  )('accepts $name, however it arrives', ({ hex }) => {
    for (const chunks of arrivalsOf(bytesOf(hex))) expect(verdictOf(chunks)).toEqual({ needed: 0 });
  });

  it.each(
    malformed.flatMap(({ name, hex, bad }) => [
      { name, hex, bad },
      { name: `${name}, after a long text`, hex: `${LONG}${hex}`, bad: bad + 30 },
      { name: `${name}, before a long text`, hex: `${hex}${LONG}`, bad },
    ]),
  )('fails at the first bad byte of $name (§8.1)', ({ hex, bad }) => {
    for (const chunks of arrivalsOf(bytesOf(hex))) {
      expect(agrees(chunks, { firstBad: bad, isWhole: false })).toBe(true);
    }
  });

  it.each(
    incomplete.flatMap(({ hex, needed }) => [
      { hex, needed },
      { hex: `${LONG}${hex}`, needed },
    ]),
  )('still needs $needed after $hex', ({ hex, needed }) => {
    for (const chunks of arrivalsOf(bytesOf(hex))) expect(verdictOf(chunks)).toEqual({ needed });
  });

  it('agrees with the platform on any bytes in any chunks, down to the byte at which it fails (§8.1)', () => {
    fc.assert(
      fc.property(fc.array(anyBytes, { maxLength: 5 }), anyChunkSizes, (parts, sizes) => {
        const bytes = Uint8Array.from(parts.flatMap((part) => [...part]));
        expect(agrees(chunksOf(bytes, sizes), referenceOf(bytes))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('fails at the very byte when bytes come one by one', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        expect(agrees(chunksOf(bytes, [1]), referenceOf(bytes))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('looks at no byte outside of its piece', () => {
    const bytes = bytesOf(`ff ${LONG} c2 ff`);
    const validator = new Utf8Validator(isUtf8);
    expect(validator.accept(bytes, 1, 32)).toBe(true);
    expect(validator.needed).toBe(1);
  });

  it('reads 24 bytes on wholesale, and asks the platform once for them', () => {
    const asked: number[] = [];
    const validator = new Utf8Validator((bytes) => {
      asked.push(bytes.length);
      return isUtf8(bytes);
    });
    validator.accept(bytesOf('61'.repeat(23)), 0, 23);
    validator.accept(bytesOf(`${'61'.repeat(23)} c3`), 0, 24);
    validator.accept(bytesOf(`a9 ${'61'.repeat(24)}`), 0, 25);
    expect(asked).toEqual([23, 24]);
  });
});
