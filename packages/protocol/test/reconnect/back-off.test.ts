import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backOffMs } from '../../src/reconnect/back-off.ts';

describe('backOffMs', () => {
  it.each([
    [0, 1_000],
    [1, 2_000],
    [2, 4_000],
    [3, 8_000],
    [4, 16_000],
    [5, 30_000],
    [6, 30_000],
    [5_000, 30_000],
  ])('after %i failures is anything from 0 to %i ms', (failures, most) => {
    expect([0, 0.25, 0.5, 1].map((drawn) => backOffMs(failures, () => drawn))).toEqual([0, most / 4, most / 2, most]);
  });

  it('stays in its bounds for any number of failures and any draw', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (failures, drawn) => {
        const wait = backOffMs(failures, () => drawn);
        expect(wait >= 0 && wait < 30_000 && wait < 1_000 * 2 ** failures).toBe(true);
      }),
    );
  });
});
