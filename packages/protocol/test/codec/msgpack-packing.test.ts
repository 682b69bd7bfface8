import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packedArray } from '../../src/codec/msgpack-packing.ts';
import { unpacked } from '../../src/codec/msgpack-unpacking.ts';
import { arbitraryValue } from '../support/arbitrary-envelope.ts';
import { hexOf } from '../support/hex.ts';

const hexOfOne = (value: unknown, hasBytes = false) => hexOf(packedArray([value], hasBytes)).slice(2);
const start = (value: unknown, length: number, hasBytes = false) => hexOfOne(value, hasBytes).slice(0, length);

describe('packedArray', () => {
  it.each([
    { value: 0, hex: '00' },
    { value: -0, hex: '00' },
    { value: 127, hex: '7f' },
    { value: 128, hex: 'cc80' },
    { value: 255, hex: 'ccff' },
    { value: 256, hex: 'cd0100' },
    { value: 65_535, hex: 'cdffff' },
    { value: 65_536, hex: 'ce00010000' },
    { value: 2 ** 32 - 1, hex: 'ceffffffff' },
    { value: 2 ** 32, hex: 'cb41f0000000000000' },
    { value: Number.MAX_SAFE_INTEGER, hex: 'cb433fffffffffffff' },
    { value: 2 ** 53, hex: 'cb4340000000000000' },
    { value: -1, hex: 'ff' },
    { value: -32, hex: 'e0' },
    { value: -33, hex: 'd0df' },
    { value: -128, hex: 'd080' },
    { value: -129, hex: 'd1ff7f' },
    { value: -32_768, hex: 'd18000' },
    { value: -32_769, hex: 'd2ffff7fff' },
    { value: -(2 ** 31), hex: 'd280000000' },
    { value: -(2 ** 31) - 1, hex: 'cbc1e0000000200000' },
    { value: Number.MIN_SAFE_INTEGER, hex: 'cbc33fffffffffffff' },
    { value: 0.1, hex: 'cb3fb999999999999a' },
    { value: true, hex: 'c3' },
    { value: false, hex: 'c2' },
    { value: null, hex: 'c0' },
    { value: '', hex: 'a0' },
    { value: 'é', hex: 'a2c3a9' },
    { value: '\ufeff', hex: 'a3efbbbf' },
    { value: [], hex: '90' },
    { value: {}, hex: '80' },
    { value: { a: undefined, b: 1 }, hex: '81a16201' },
    { value: { a: undefined }, hex: '80' },
    {
      value: { constructor: 1, toJSON: 2, hasOwnProperty: 3 },
      hex: '83ab636f6e7374727563746f7201a6746f4a534f4e02ae6861734f776e50726f706572747903',
    },
    { value: Object.assign(Object.create(null), { a: 1, toJSON: 1 }), hex: '82a16101a6746f4a534f4e01' },
    { value: runInNewContext('({ a: [{}] })'), hex: '81a1619180' },
    { value: new (class extends Array {})(), hex: '90' },
  ])('packs $value as $hex', ({ value, hex }) => {
    expect(hexOfOne(value)).toBe(hex);
    expect(hexOfOne(value, true)).toBe(hex);
  });

  it.each([
    { name: 'bytes', value: Uint8Array.of(1), hex: 'c40101' },
    { name: 'a Buffer', value: Buffer.from([1, 2, 3]).subarray(1), hex: 'c4020203' },
    { name: 'bytes of another window', value: runInNewContext('({ a: [new Uint8Array([1, 237])] })'), hex: '81a16191c40201ed' },
    { name: 'bytes and text', value: [Uint8Array.of(0xed, 0xa0, 0x80), '\udfff'], hex: '92c403eda080a3efbfbd' },
  ])('packs $name', ({ value, hex }) => {
    expect(hexOfOne(value, true)).toBe(hex);
  });

  it.each([
    { text: '\ud800', hex: 'a3efbfbd' },
    { text: 'a\udc00b', hex: 'a561efbfbd62' },
    { text: '\ud83d\ude00\ud83d', hex: 'a7f09f9880efbfbd' },
    { text: '\ud7ff', hex: 'a3ed9fbf' },
    { text: `${'a'.repeat(63)}\ud800`, hex: `d942${'61'.repeat(63)}efbfbd` },
  ])('writes U+FFFD for every surrogate that stands alone: $hex', ({ text, hex }) => {
    expect(hexOfOne(text)).toBe(hex);
    expect(hexOfOne([{ [text]: text }])).toBe(`9181${hex}${hex}`);
    expect(hexOfOne({ a: text, b: undefined, c: Uint8Array.of(0xed) }, true)).toBe(`82a161${hex}a163c401ed`);
  });

  it.each([
    { length: 15, array: '9f', map: '8f' },
    { length: 16, array: 'dc0010', map: 'de0010' },
    { length: 65_535, array: 'dcffff', map: 'deffff' },
    { length: 65_536, array: 'dd00010000', map: 'df00010000' },
  ])('writes the shortest header for $length members', ({ length, array, map }) => {
    expect(start(Array(length).fill(null), array.length)).toBe(array);
    expect(start(Object.fromEntries(Array.from({ length }, (_, at) => [`k${at}`, 0])), map.length)).toBe(map);
  });

  it.each([
    { length: 31, text: 'bf', binary: 'c41f' },
    { length: 32, text: 'd920', binary: 'c420' },
    { length: 255, text: 'd9ff', binary: 'c4ff' },
    { length: 256, text: 'da0100', binary: 'c50100' },
    { length: 65_535, text: 'daffff', binary: 'c5ffff' },
    { length: 65_536, text: 'db00010000', binary: 'c600010000' },
  ])('writes the shortest header for $length bytes', ({ length, text, binary }) => {
    expect(start('a'.repeat(length), text.length)).toBe(text);
    expect(start(new Uint8Array(length), binary.length, true)).toBe(binary);
  });

  it('has a header of one byte for up to 15 values', () => {
    expect(packedArray(Array(15).fill(0), false)).toHaveLength(16);
  });

  it('leaves what it packed before as it is', () => {
    const first = packedArray(['first'], false);
    for (let round = 0; round < 100; round += 1) packedArray(['x'.repeat(1000)], false);
    expect(hexOf(first)).toBe('91a56669727374');
  });

  it('packs what is read again as it was', () => {
    fc.assert(
      fc.property(arbitraryValue, fc.boolean(), (value, hasBytes) => {
        // Whether there are bytes in it is for the caller to say; it may say so in any case.
        const array = Uint8Array.from(packedArray([value], hasBytes));
        expect(unpacked(array, [])).toEqual([value]);
      }),
    );
  });
});
