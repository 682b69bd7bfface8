import { describe, expect, it } from 'vitest';
import { isNowhere, NOWHERE } from '../../src/rooms/position.ts';

describe('isNowhere', () => {
  it.each([
    ['', 0, true],
    ['', 1, false],
    ['e', 0, false],
    ['e', 1, false],
  ])('of epoch %j and offset %i is %j', (epoch, offset, expected) => {
    expect(isNowhere({ epoch, offset })).toBe(expected);
  });

  it('is true of where everybody begins', () => {
    expect(isNowhere(NOWHERE)).toBe(true);
  });
});
