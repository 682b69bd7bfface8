import fc from 'fast-check';
import { Unpackr } from 'msgpackr';
import { describe, expect, it } from 'vitest';
import { MsgpackWriter } from '../../src/codec/msgpack-writer.ts';
import { arbitraryValue } from '../support/arbitrary-envelope.ts';
import { hexOf } from '../support/hex.ts';

function written(value: unknown): Uint8Array {
  const writer = new MsgpackWriter();
  writer.value(value);
  return writer.take();
}

const start = (value: unknown, length: number) => hexOf(written(value).subarray(0, length));

describe('MsgpackWriter', () => {
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
    { value: 2 ** 32, hex: 'cf0000000100000000' },
    { value: Number.MAX_SAFE_INTEGER, hex: 'cf001fffffffffffff' },
    { value: 2 ** 53, hex: 'cb4340000000000000' },
    { value: -1, hex: 'ff' },
    { value: -32, hex: 'e0' },
    { value: -33, hex: 'd0df' },
    { value: -128, hex: 'd080' },
    { value: -129, hex: 'd1ff7f' },
    { value: -32_768, hex: 'd18000' },
    { value: -32_769, hex: 'd2ffff7fff' },
    { value: -(2 ** 31), hex: 'd280000000' },
    { value: -(2 ** 31) - 1, hex: 'd3ffffffff7fffffff' },
    { value: Number.MIN_SAFE_INTEGER, hex: 'd3ffe0000000000001' },
    { value: 0.1, hex: 'cb3fb999999999999a' },
    { value: true, hex: 'c3' },
    { value: false, hex: 'c2' },
    { value: null, hex: 'c0' },
    { value: undefined, hex: 'c0' },
    { value: '', hex: 'a0' },
    { value: 'é', hex: 'a2c3a9' },
    { value: '\ufeff', hex: 'a3efbbbf' },
    { value: '\ud800', hex: 'a3efbfbd' },
    { value: [], hex: '90' },
    { value: {}, hex: '80' },
    { value: { a: undefined, b: 1 }, hex: '81a16201' },
    { value: Uint8Array.of(1), hex: 'c40101' },
  ])('writes $value as $hex', ({ value, hex }) => {
    expect(hexOf(written(value))).toBe(hex);
  });

  it.each([
    { length: 31, text: 'bf', binary: 'c41f', array: 'dc001f', map: 'de001f' },
    { length: 32, text: 'd920', binary: 'c420', array: 'dc0020', map: 'de0020' },
    { length: 255, text: 'd9ff', binary: 'c4ff', array: 'dc00ff', map: 'de00ff' },
    { length: 256, text: 'da0100', binary: 'c50100', array: 'dc0100', map: 'de0100' },
    { length: 65_535, text: 'daffff', binary: 'c5ffff', array: 'dcffff', map: 'deffff' },
    { length: 65_536, text: 'db00010000', binary: 'c600010000', array: 'dd00010000', map: 'df00010000' },
  ])('writes the shortest header for a length of $length', ({ length, text, binary, array, map }) => {
    expect(start('a'.repeat(length), text.length / 2)).toBe(text);
    expect(start(new Uint8Array(length), binary.length / 2)).toBe(binary);
    expect(start(Array(length).fill(null), array.length / 2)).toBe(array);
    expect(start(Object.fromEntries(Array.from({ length }, (_, at) => [`k${at}`, 0])), map.length / 2)).toBe(map);
  });

  it.each([
    { length: 15, array: '9f', map: '8f' },
    { length: 16, array: 'dc0010', map: 'de0010' },
  ])('writes the shortest header for $length members', ({ length, array, map }) => {
    expect(start(Array(length).fill(null), array.length / 2)).toBe(array);
    expect(start(Object.fromEntries(Array.from({ length }, (_, at) => [`k${at}`, 0])), map.length / 2)).toBe(map);
  });

  it('counts the bytes of a text, not its letters', () => {
    expect(start('é'.repeat(16), 2)).toBe('d920');
    expect(start('é'.repeat(128), 3)).toBe('da0100');
  });

  it('hands out copies, and begins anew', () => {
    const writer = new MsgpackWriter();
    writer.value('a');
    const first = writer.take();
    writer.arrayHeader(2);
    writer.join(Uint8Array.of(0xc0));
    writer.mapHeader(0);
    expect([hexOf(first), hexOf(writer.take()), hexOf(writer.take())]).toEqual(['a161', '92c080', '']);
  });

  it('grows as it must', () => {
    const writer = new MsgpackWriter();
    const before = writer.capacity;
    const parts = Array.from({ length: 500 }, (_, at) => ['a'.repeat(at), at * 1e6, new Uint8Array(at), -1 - at, at / 7]);
    writer.value(parts);
    expect(new Unpackr().unpack(writer.take())).toEqual(parts);
    expect(writer.capacity).toBeGreaterThan(before);
  });

  it('writes what msgpackr reads', () => {
    const unpackr = new Unpackr({ useRecords: false, int64AsType: 'number' });
    fc.assert(
      fc.property(arbitraryValue, (value) => {
        expect(unpackr.unpack(written(value))).toEqual(value);
      }),
    );
  });
});
