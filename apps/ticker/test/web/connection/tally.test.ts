import { describe, expect, it } from 'vitest';
import { tallyBetween } from '../../../web/connection/tally.ts';

describe('tallyBetween', () => {
  it('is what was counted meanwhile', () => {
    const before = { messages: 1, conflated: 2, trades: 3, recovered: 4, gaps: 5, openings: 6 };
    const after = { messages: 11, conflated: 22, trades: 33, recovered: 44, gaps: 55, openings: 66 };
    expect(tallyBetween(before, after)).toEqual({ messages: 10, conflated: 20, trades: 30, recovered: 40, gaps: 50, openings: 60 });
  });
});
