import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { History } from '../../src/messages/history.ts';
import { hexOf } from '../support/bytes-of.ts';
import { joined } from '../support/frame-of.ts';

const windows = [
  { bits: 8, bytes: 512 }, // as zlib does
  { bits: 9, bytes: 512 },
  { bits: 10, bytes: 1024 },
  { bits: 15, bytes: 32_768 },
];

/** Bytes that are nowhere the same for long, so that a shifted window shows. */
function runningBytes(from: number, length: number): Uint8Array {
  return new Uint8Array(length).map((_, at) => (from + at) * 31 + ((from + at) >> 8));
}

describe('History', () => {
  it('has no window before the first byte', () => {
    const history = new History(9);
    expect(history.window).toBeUndefined();
    history.append(new Uint8Array(0));
    expect(history.window).toBeUndefined();
  });

  it.each(windows)('keeps $bytes bytes for a window of $bits bits (RFC 7692 §7.1.2)', ({ bits, bytes }) => {
    const history = new History(bits);
    const all = runningBytes(0, 3 * bytes);
    history.append(all.subarray(0, bytes));
    expect(hexOf(history.window ?? all)).toBe(hexOf(all.subarray(0, bytes)));
    history.append(all.subarray(bytes, bytes + 1));
    expect(hexOf(history.window ?? all)).toBe(hexOf(all.subarray(1, bytes + 1)));
    history.append(all);
    expect(hexOf(history.window ?? all)).toBe(hexOf(all.subarray(2 * bytes)));
  });

  it('is the last bytes of everything appended, in whatever pieces', () => {
    const anySize = fc.oneof(fc.nat(40), fc.integer({ min: 500, max: 530 }), fc.nat(2000));
    fc.assert(
      fc.property(fc.constantFrom(8, 9, 10), fc.array(anySize, { maxLength: 40 }), (bits, sizes) => {
        const history = new History(bits);
        let all: Uint8Array = new Uint8Array(0);
        for (const size of sizes) {
          const piece = runningBytes(all.length, size);
          history.append(piece);
          all = joined(all, piece);
          expect(hexOf(history.window ?? new Uint8Array(0))).toBe(hexOf(all.subarray(-Math.max(512, 1 << bits))));
        }
      }),
    );
  });

  it.each(windows)('holds at most twice the window of $bits bits, and little for little', ({ bits, bytes }) => {
    const history = new History(bits);
    const held: number[] = [];
    for (const size of [10, 100, bytes, 1, bytes, bytes - 1, 3 * bytes, 7]) {
      history.append(new Uint8Array(size));
      held.push(history.window?.buffer.byteLength ?? 0);
    }
    expect(held[0]).toBe(20);
    expect(Math.max(...held)).toBeLessThanOrEqual(2 * bytes);
  });

  it('keeps a copy, since messages may be changed by their reader', () => {
    const history = new History(9);
    const message = Uint8Array.of(1, 2, 3);
    history.append(message);
    message.fill(9);
    expect([...(history.window ?? [])]).toEqual([1, 2, 3]);
  });
});
