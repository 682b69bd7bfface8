import { describe, expect, it } from 'vitest';
import { dealSeeds } from './share.ts';

describe('dealSeeds', () => {
  it.each([
    {
      first: 0,
      count: 5,
      threads: 2,
      shares: [
        [0, 2, 4],
        [1, 3],
      ],
    },
    { first: 10, count: 2, threads: 4, shares: [[10], [11]] },
    { first: 3, count: 1, threads: 1, shares: [[3]] },
  ])('deals $count seeds to $threads threads', ({ first, count, threads, shares }) => {
    expect(dealSeeds(first, count, threads)).toEqual(shares);
  });
});
