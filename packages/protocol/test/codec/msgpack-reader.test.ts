import fc from 'fast-check';
import { Packr } from 'msgpackr';
import { describe, expect, it } from 'vitest';
import { MsgpackReader } from '../../src/codec/msgpack-reader.ts';
import { arbitraryValue } from '../support/arbitrary-envelope.ts';
import { bytesOf } from '../support/hex.ts';
import { nestedHex } from '../support/nested.ts';
import { problemOf } from '../support/problem-of.ts';

const scalars = [
  { hex: '00', value: 0 },
  { hex: '7f', value: 127 },
  { hex: 'e0', value: -32 },
  { hex: 'ff', value: -1 },
  { hex: 'c0', value: null },
  { hex: 'c2', value: false },
  { hex: 'c3', value: true },
  { hex: 'cc ff', value: 255 },
  { hex: 'cd ffff', value: 65_535 },
  { hex: 'ce ffffffff', value: 4_294_967_295 },
  { hex: 'cf 0000000100000002', value: 4_294_967_298 },
  { hex: 'cf 001fffffffffffff', value: Number.MAX_SAFE_INTEGER },
  { hex: 'd0 80', value: -128 },
  { hex: 'd1 8000', value: -32_768 },
  { hex: 'd2 80000000', value: -2_147_483_648 },
  { hex: 'd3 fffffffeffffffff', value: -4_294_967_297 },
  { hex: 'd3 ffe0000000000001', value: Number.MIN_SAFE_INTEGER },
  { hex: 'd3 0000000000000001', value: 1 },
  { hex: 'ca 3fc00000', value: 1.5 },
  { hex: 'cb 3ff8000000000000', value: 1.5 },
  { hex: 'cb 7fefffffffffffff', value: Number.MAX_VALUE },
  { hex: 'cb 43f0000000000000', value: 2 ** 64 },
  { hex: 'a0', value: '' },
  { hex: 'a3 efbbbf', value: '\ufeff' },
  { hex: 'a4 f09f9880', value: '😀' },
  { hex: 'b0 61616161616161616161616161616161', value: 'a'.repeat(16) },
  { hex: 'b1 6161616161616161616161616161616161', value: 'a'.repeat(17) },
  { hex: 'd9 02 c3a9', value: 'é' },
  { hex: 'da 0001 61', value: 'a' },
  { hex: 'db 00000001 61', value: 'a' },
  { hex: 'c4 00', value: new Uint8Array() },
  { hex: 'c4 02 01ff', value: Uint8Array.of(1, 255) },
  { hex: 'c5 0001 01', value: Uint8Array.of(1) },
  { hex: 'c6 00000001 01', value: Uint8Array.of(1) },
  { hex: '92 01 90', value: [1, []] },
  { hex: 'dc 0001 01', value: [1] },
  { hex: 'dd 00000001 01', value: [1] },
  { hex: '82 a161 01 a162 80', value: { a: 1, b: {} } },
  { hex: 'de 0001 a161 01', value: { a: 1 } },
  { hex: 'df 00000001 d901 61 01', value: { a: 1 } },
];

describe('MsgpackReader', () => {
  it.each(scalars)('reads $hex', ({ hex, value }) => {
    const reader = new MsgpackReader(bytesOf(hex));
    expect(reader.value(64)).toStrictEqual(value);
    expect([reader.isAtEnd, reader.takeFault()]).toEqual([true, false]);
  });

  it.each(scalars)('finds every cut of $hex', ({ hex }) => {
    const bytes = bytesOf(hex);
    for (let length = 0; length < bytes.length; length += 1) {
      expect(problemOf(() => new MsgpackReader(bytes.subarray(0, length)).value(64))).toBe('unreadable');
    }
  });

  it('reads one value after another', () => {
    const reader = new MsgpackReader(bytesOf('01 a161 c0'));
    expect([reader.value(0), reader.isAtEnd, reader.value(0), reader.value(0), reader.isAtEnd]).toEqual([1, false, 'a', null, true]);
  });

  it('goes on behind what is no plain data, and tells once that there was something', () => {
    const reader = new MsgpackReader(bytesOf(`93 02 c70100ff 81 93810102c0c4010000 03 01 ${nestedHex(3)} 05`));
    expect([reader.value(64), reader.takeFault(), reader.takeFault()]).toEqual([[2, undefined, {}], true, false]);
    expect([reader.value(0), reader.value(0), reader.takeFault()]).toEqual([3, 1, false]);
    expect([reader.value(2), reader.takeFault()]).toEqual([[[undefined]], true]);
    expect([reader.value(0), reader.takeFault(), reader.isAtEnd]).toEqual([5, false, true]);
  });

  it('reads keys that it has read before, whatever other keys it read since', () => {
    const keys = Array.from({ length: 2000 }, (_, at) => `key${at % 1200}`);
    const packed = new Packr({ useRecords: false });
    for (const key of keys) {
      expect(new MsgpackReader(Uint8Array.from(packed.pack({ [key]: 1 }))).value(1)).toEqual({ [key]: 1 });
    }
  });

  it.each([
    { hex: '90', length: 0 },
    { hex: '9f', length: 15 },
    { hex: 'dc 0010', length: 16 },
    { hex: 'dd 00010000', length: 65_536 },
    { hex: '80', length: undefined },
    { hex: 'a0', length: undefined },
    { hex: 'de 0000', length: undefined },
  ])('reads $hex as the header of an array of $length', ({ hex, length }) => {
    expect(new MsgpackReader(bytesOf(hex)).arrayLength()).toBe(length);
  });

  it('reads what msgpackr writes', () => {
    const packr = new Packr({ useRecords: false });
    fc.assert(
      fc.property(arbitraryValue, (value) => {
        expect(new MsgpackReader(Uint8Array.from(packr.pack(value))).value(64)).toEqual(value);
      }),
    );
  });
});
