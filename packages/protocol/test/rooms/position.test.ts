import { describe, expect, it } from 'vitest';
import { isNowhere, isSamePosition, NOWHERE } from '../../src/rooms/position.ts';

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

describe('isSamePosition', () => {
  it.each([
    ['e', 1, true],
    ['e', 2, false],
    ['f', 1, false],
  ])('of e 1 and %s %i is %j', (epoch, offset, expected) => {
    expect(isSamePosition({ epoch: 'e', offset: 1 }, { epoch, offset })).toBe(expected);
  });
});
