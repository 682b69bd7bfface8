import { describe, expect, it } from 'vitest';
import { rowAfter } from '../../../web/grid/keys.ts';

describe('rowAfter', () => {
  it.each([
    ['ArrowDown', 3, 4],
    ['ArrowDown', 99, 99],
    ['ArrowUp', 3, 2],
    ['ArrowUp', 0, 0],
    ['PageDown', 3, 18],
    ['PageDown', 90, 99],
    ['PageUp', 3, 0],
    ['PageUp', 20, 5],
    ['Home', 50, 0],
    ['End', 50, 99],
  ])('%s leads from row %d of 100 to row %d', (key, index, expected) => {
    expect(rowAfter(key, index, 100)).toBe(expected);
  });

  it('leads nowhere by other keys, and in a list without rows', () => {
    expect([rowAfter('a', 3, 100), rowAfter('End', 0, 0)]).toEqual([undefined, undefined]);
  });
});
