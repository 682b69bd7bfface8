import { describe, expect, it } from 'vitest';
import { quantile, Spread } from '../../simulation/spread.ts';

describe('Spread', () => {
  it('measures an edit until the last receiver has it, several at once, and nothing twice', () => {
    const spread = new Spread(2);
    spread.written(7, 3, 100);
    spread.written(7, 5, 110);
    spread.received(0, 7, 3, 120);
    expect(spread.times).toEqual([]);
    spread.received(1, 7, 5, 130);
    expect(spread.times).toEqual([30]);
    spread.received(0, 7, 5, 150);
    spread.received(0, 7, 5, 190);
    expect(spread.times).toEqual([30, 40]);
  });

  it('tells writers apart', () => {
    const spread = new Spread(1);
    spread.written(7, 1, 0);
    spread.received(0, 8, 1, 10);
    expect(spread.times).toEqual([]);
  });
});

describe('quantile', () => {
  it.each([
    [0, 1],
    [0.5, 3],
    [0.99, 5],
    [1, 5],
  ])('of %d is %d', (share, value) => {
    expect(quantile([5, 3, 1, 4, 2], share)).toBe(value);
  });
});
