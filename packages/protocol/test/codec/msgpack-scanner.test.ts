import fc from 'fast-check';
import { Packr } from 'msgpackr';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { MsgpackScanner } from '../../src/codec/msgpack-scanner.ts';
import { checkPlain } from '../../src/codec/plain-data.ts';
import { arbitraryValue } from '../support/arbitrary-envelope.ts';
import { arbitraryWritten } from '../support/arbitrary-msgpack.ts';
import { EVERY_HEADER } from '../support/every-header.ts';
import { bytesOf, hexOf } from '../support/hex.ts';
import { mutantsOf } from '../support/mutant.ts';
import { nestedHex } from '../support/nested.ts';
import { problemOf } from '../support/problem-of.ts';

const packr = new Packr({ useRecords: false, mapsAsObjects: true, int64AsType: 'number', variableMapSize: true, useToJSON: false });
const packed = (value: unknown) => Uint8Array.from(packr.pack(value));

/** Whether a message is one plain value that nests no deeper; `unreadable` where it is no value at all, or more than one. */
function verdict(message: Uint8Array, levels = 64): boolean | 'unreadable' {
  let isPlain = false;
  const problem = problemOf(() => {
    const scanner = new MsgpackScanner(message);
    isPlain = scanner.value(levels).isPlain && scanner.isAtEnd;
  });
  expect([undefined, 'unreadable']).toContain(problem);
  return problem === undefined ? isPlain : 'unreadable';
}

/** What msgpackr writes for the value that it reads; `undefined` when it can read none, or none that is plain. */
function repacked(message: Uint8Array): string | undefined {
  try {
    const value: unknown = packr.unpack(new Uint8Array(message));
    checkPlain(value);
    return hexOf(packed(value));
  } catch {
    return undefined;
  }
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('MsgpackScanner', () => {
  it.each(EVERY_HEADER)('finds that $hex is plain, and where it ends', ({ hex }) => {
    const bytes = bytesOf(`c0 ${hex} c0`);
    const scanner = new MsgpackScanner(bytes);
    scanner.skip(1);
    expect(scanner.value(64)).toMatchObject({ from: 1, end: bytes.length - 1, isPlain: true });
    expect(scanner.isAtEnd).toBe(false);
    expect([scanner.value(0), scanner.isAtEnd]).toEqual([{ from: bytes.length - 1, end: bytes.length, depth: 0, isPlain: true }, true]);
  });

  it.each([
    ...EVERY_HEADER,
    { hex: 'd4 0000' },
    { hex: 'd8 00 00000000000000000000000000000000' },
    { hex: 'c7 01 0000' },
    { hex: 'c9 00000001 0000' },
  ])('finds every cut of $hex, wherever it stands', ({ hex }) => {
    const bytes = bytesOf(hex);
    for (let length = 0; length < bytes.length; length += 1) {
      const cut = bytes.subarray(0, length);
      expect(verdict(cut)).toBe('unreadable');
      expect(verdict(Uint8Array.of(0x92, 0xc0, ...cut))).toBe('unreadable');
      expect(verdict(Uint8Array.of(0x81, 0xa1, 0x61, ...cut))).toBe('unreadable');
      expect(verdict(Uint8Array.of(0x91, ...cut), 0)).toBe('unreadable');
      expect(problemOf(() => new MsgpackScanner(cut).skip(1))).toBe('unreadable');
    }
  });

  it.each([
    { name: 'an extension of 1', hex: 'd4 0000' },
    { name: 'an extension of 2', hex: 'd5 00 0000' },
    { name: 'an extension of 4', hex: 'd6 ff 00000000' },
    { name: 'an extension of 8', hex: 'd7 ff 0000000000000000' },
    { name: 'an extension of 16', hex: 'd8 00 00000000000000000000000000000000' },
    { name: 'an extension of no bytes', hex: 'c7 00 00' },
    { name: 'an extension of up to 255', hex: 'c7 02 00 0000' },
    { name: 'an extension of up to 65,535', hex: 'c8 0002 00 0000' },
    { name: 'a longer extension', hex: 'c9 00000002 00 0000' },
    { name: 'a record of msgpackr', hex: 'd4 72 40' },
    { name: '2^53', hex: 'cf 0020000000000000' },
    { name: '2^53 with a sign', hex: 'd3 0020000000000000' },
    { name: '2^64 - 1', hex: 'cf ffffffffffffffff' },
    { name: '-2^53', hex: 'd3 ffe0000000000000' },
    { name: '-2^63', hex: 'd3 8000000000000000' },
    { name: 'Infinity', hex: 'cb 7ff0000000000000' },
    { name: 'minus Infinity', hex: 'cb fff0000000000000' },
    { name: 'NaN', hex: 'cb 7ff8000000000000' },
    { name: 'another NaN', hex: 'cb ffffffffffffffff' },
    { name: 'Infinity in 32 bits', hex: 'ca 7f800000' },
    { name: 'NaN in 32 bits', hex: 'ca ffc00000' },
    { name: 'text that is cut', hex: 'a1 c3' },
    { name: 'text that begins within a letter', hex: 'a1 80' },
    { name: 'text of a form too long', hex: 'a2 c0af' },
    { name: 'a surrogate', hex: 'a3 eda080' },
    { name: 'a code point too big', hex: 'a4 f5808080' },
    { name: 'long text that is none', hex: `d9 82 ${'61'.repeat(129)} ff` },
    { name: 'a key that is a number', hex: '81 01 02' },
    { name: 'a key that is nil', hex: '81 c0 02' },
    { name: 'a key that is binary', hex: '81 c401 61 02' },
    { name: 'a key that is an empty array', hex: '81 90 02' },
    { name: 'a key that is a map', hex: '81 8101a161 02' },
    { name: 'a key that is an extension', hex: '81 d40000 02' },
    { name: 'a key that is no UTF-8', hex: '81 a1ff 02' },
    { name: '__proto__', hex: '81 a95f5f70726f746f5f5f 80' },
    { name: '__proto__ behind another key', hex: '82 a161 01 a95f5f70726f746f5f5f 80' },
    { name: '__proto__ with a long header', hex: '81 db00000009 5f5f70726f746f5f5f 80' },
    { name: '$bytes as the only key', hex: '81 a6246279746573 a0' },
    { name: '$bytes as the only key, twice', hex: '82 a6246279746573 a0 a6246279746573 a0' },
    { name: '$bytes with a long header', hex: '81 d906246279746573 a0' },
  ])('reads over what is no plain data: $name', ({ hex }) => {
    expect(verdict(bytesOf(hex))).toBe(false);
    for (const around of [`93 01 ${hex} 02`, `82 a161 ${hex} a162 01`, `92 92 ${hex} 01 a161`, `81 ${hex} 01`]) {
      const scanner = new MsgpackScanner(bytesOf(`${around} 05`));
      expect(scanner.value(64).isPlain).toBe(false);
      expect([scanner.value(0).isPlain, scanner.isAtEnd]).toEqual([true, true]);
    }
  });

  it.each([
    { hex: '05', depth: 0 },
    { hex: 'a161', depth: 0 },
    { hex: '90', depth: 1 },
    { hex: '80', depth: 1 },
    { hex: '93 01 9100 02', depth: 2 },
    { hex: '93 9100 9180 00', depth: 3 },
    { hex: '93 9190 9100 90', depth: 3 },
    { hex: '82 a161 9190 a162 9100', depth: 3 },
    { hex: nestedHex(64), depth: 64 },
  ])('tells that $hex nests $depth deep', ({ hex, depth }) => {
    expect(new MsgpackScanner(bytesOf(hex)).value(66)).toMatchObject({ depth, isPlain: true });
    expect(verdict(bytesOf(hex), depth)).toBe(true);
    expect(verdict(bytesOf(`91 ${hex}`), depth)).toBe(false);
  });

  it('reads over what nests a million deep', () => {
    const scanner = new MsgpackScanner(bytesOf(`${nestedHex(1e6)} ${'8101'.repeat(1e5)}02 03`));
    expect([scanner.value(66).isPlain, scanner.value(66).isPlain, scanner.isAtEnd]).toEqual([false, false, false]);
    expect([scanner.value(66).isPlain, scanner.isAtEnd]).toEqual([true, true]);
  });

  it.each(['c1', '91 c1', '81 a161 c1', '81 c1 01'])('cannot read the byte that is never used: %s', (hex) => {
    expect(verdict(bytesOf(hex))).toBe('unreadable');
  });

  it.each(['92 01', 'dc0002 01', 'dd00000002 01', '82 a161 01 a162', 'de0002 a161 01 a162', 'df80000000 a161 01', 'ddffffffff'])(
    'sees that members are missing: %s',
    (hex) => {
      expect(verdict(bytesOf(hex))).toBe('unreadable');
      expect(verdict(bytesOf(hex), 0)).toBe('unreadable');
    },
  );

  it.each([
    { hex: '90', length: 0 },
    { hex: `9f ${'00'.repeat(15)}`, length: 15 },
    { hex: `dc 0010 ${'00'.repeat(16)}`, length: 16 },
    { hex: `dd 00000100 ${'00'.repeat(256)}`, length: 256 },
    { hex: '80', length: undefined },
    { hex: 'a0', length: undefined },
    { hex: 'de 0000', length: undefined },
  ])('reads $hex as the header of an array of $length', ({ hex, length }) => {
    expect(new MsgpackScanner(bytesOf(hex)).arrayLength()).toBe(length);
  });

  it.each(['', 'dc', 'dc00', 'dd000000', '91', '9f 00', 'dc0002 00', 'ddffffffff 00'])('cannot read the header of an array: %s', (hex) => {
    expect(problemOf(() => new MsgpackScanner(bytesOf(hex)).arrayLength())).toBe('unreadable');
  });

  it('passes by any number of values, plain or not', () => {
    const scanner = new MsgpackScanner(bytesOf(`01 93 d40000 a1ff 810203 ${nestedHex(100)} 04`));
    scanner.skip(0);
    scanner.skip(3);
    expect([scanner.value(0).isPlain, scanner.isAtEnd]).toEqual([true, true]);
  });

  it('finds texts and keys that begin with a byte order mark', () => {
    const scanner = new MsgpackScanner(bytesOf('94 a3efbbbf d904 efbbbf61 a4 61efbbbf 81 da0003 efbbbf c0'));
    expect(scanner.value(64).isPlain).toBe(true);
    expect(scanner.markedTexts).toEqual([
      { from: 1, start: 2, end: 5 },
      { from: 5, start: 7, end: 11 },
      { from: 17, start: 20, end: 23 },
    ]);
  });

  it('decodes no second text when one was none, because to throw takes long', () => {
    const decode = vi.spyOn(TextDecoder.prototype, 'decode');
    const scanner = new MsgpackScanner(bytesOf('94 a1ff a1ff a2c3a9 90 92 a1ff a1ff a1ff'));
    expect([scanner.value(64).isPlain, scanner.value(64).isPlain]).toEqual([false, false]);
    scanner.skip(1);
    expect(decode).toHaveBeenCalledTimes(2);
  });

  it('finds plain exactly what was made to be, in whatever form it is written', () => {
    fc.assert(
      fc.property(arbitraryWritten, fc.nat(4), ({ bytes, depth, isPlain }, levels) => {
        const message = Uint8Array.from(bytes);
        expect(verdict(message, 64)).toBe(isPlain && depth <= 64);
        expect(verdict(message, levels)).toBe(isPlain && depth <= levels);
        expect(verdict(Uint8Array.of(...bytes, 0))).toBe(false);
        expect(verdict(message.subarray(0, -1))).toBe('unreadable');
      }),
      { numRuns: 500 },
    );
  });

  it('finds plain in noise only what msgpackr reads as plain data, and all that msgpackr would write itself', () => {
    const likely = fc.uint8Array({ maxLength: 30 }).map((noise) => Uint8Array.of(0x92, ...noise));
    const written = fc.oneof(
      arbitraryWritten.map(({ bytes }) => Uint8Array.from(bytes)),
      arbitraryValue.map(packed),
    );
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 12 }), likely, mutantsOf(written)), (message) => {
        const isPlain = verdict(message) === true;
        const again = repacked(message);
        // In another form it may be plain; in the one that msgpackr writes it must be.
        expect({ isPlain, again }).toEqual({ isPlain: isPlain ? again !== undefined : again === hexOf(message), again });
        expect(again === undefined ? again : repacked(bytesOf(again))).toBe(again);
      }),
      { numRuns: 3000 },
    );
  });
});
