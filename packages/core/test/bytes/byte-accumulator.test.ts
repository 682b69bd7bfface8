import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteAccumulator } from '../../src/bytes/byte-accumulator.ts';
import { hexOf } from '../support/bytes-of.ts';
import { joined } from '../support/frame-of.ts';

/** An accumulator, and the sizes of memory that it asked for. */
function recordingAccumulator(): { accumulator: ByteAccumulator; allocated: number[] } {
  const allocated: number[] = [];
  const accumulator = new ByteAccumulator((bytes) => {
    allocated.push(bytes);
    return new Uint8Array(bytes);
  });
  return { accumulator, allocated };
}

describe('ByteAccumulator', () => {
  it('joins what was appended, whatever was expected to follow', () => {
    const anyPiece = fc.record({ bytes: fc.uint8Array({ maxLength: 700 }), skipped: fc.nat(700), expected: fc.nat(3000) });
    fc.assert(
      fc.property(fc.array(anyPiece, { maxLength: 20 }), (pieces) => {
        const { accumulator } = recordingAccumulator();
        const parts = pieces.map(({ bytes, skipped, expected }) => {
          const start = Math.min(skipped, bytes.length);
          accumulator.append(bytes, start, bytes.length, expected);
          return bytes.slice(start);
        });
        const whole = joined(...parts);
        expect(accumulator.length).toBe(whole.length);
        expect(hexOf(accumulator.take())).toBe(hexOf(whole));
      }),
    );
  });

  it('takes only the named part of a piece', () => {
    const { accumulator } = recordingAccumulator();
    accumulator.append(Uint8Array.of(1, 2, 3, 4), 1, 3, 0);
    accumulator.append(Uint8Array.of(5, 6), 0, 1, 0);
    expect([...accumulator.take()]).toEqual([2, 3, 5]);
  });

  it('keeps a copy, since the chunk is used again', () => {
    const { accumulator } = recordingAccumulator();
    const piece = Uint8Array.of(1, 2);
    accumulator.append(piece, 0, 2, 0);
    piece.fill(9);
    expect([...accumulator.take()]).toEqual([1, 2]);
  });

  it('allocates nothing for nothing', () => {
    const { accumulator, allocated } = recordingAccumulator();
    accumulator.append(new Uint8Array(0), 0, 0, 1000);
    expect({ taken: [...accumulator.take()], allocated }).toEqual({ taken: [], allocated: [] });
  });

  it('allocates once, exactly, where the rest is announced and not much', () => {
    const { accumulator, allocated } = recordingAccumulator();
    accumulator.append(new Uint8Array(600), 0, 600, 400);
    accumulator.append(new Uint8Array(400), 0, 400, 0);
    expect({ length: accumulator.take().length, allocated }).toEqual({ length: 1000, allocated: [1000] });
  });

  it('holds at most twice what came, however much is announced', () => {
    const { accumulator, allocated } = recordingAccumulator();
    accumulator.append(new Uint8Array(1000), 0, 1000, 2 ** 40);
    expect(allocated).toEqual([2000]);
  });

  it('begins small where little came and much is announced', () => {
    const { accumulator, allocated } = recordingAccumulator();
    accumulator.append(new Uint8Array(1), 0, 1, 2 ** 40);
    expect(allocated).toEqual([256]);
  });

  it('copies each byte a bounded number of times: it grows by doubling', () => {
    const { accumulator, allocated } = recordingAccumulator();
    for (let nth = 0; nth < 100_000; nth++) accumulator.append(Uint8Array.of(nth), 0, 1, 0);
    expect(allocated.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(4 * 100_000);
  });
});
