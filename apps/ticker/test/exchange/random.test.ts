import { describe, expect, it } from 'vitest';
import { Random, seedOf } from '../../exchange/random.ts';

const drawn = <T>(count: number, draw: () => T): T[] => Array.from({ length: count }, draw);
const meanOf = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

describe('Random', () => {
  it('draws the same for the same seed, and other numbers for another', () => {
    const [a, b, c] = [new Random(7), new Random(7), new Random(8)];
    const numbers = drawn(5, () => a.next());
    expect(drawn(5, () => b.next())).toEqual(numbers);
    expect(drawn(5, () => c.next())).not.toEqual(numbers);
  });

  it('stays within its bounds', () => {
    const random = new Random(1);
    const numbers = drawn(10_000, () => [random.next(), random.between(-2, 3), random.below(6), random.exponential(5)]);
    for (const [unit = -1, between = -9, whole = -1, time = -1] of numbers) {
      expect(unit >= 0 && unit < 1 && between >= -2 && between < 3 && time >= 0).toBe(true);
      expect([0, 1, 2, 3, 4, 5]).toContain(whole);
    }
  });

  it('has the means and the deviation that it should have', () => {
    const random = new Random(1);
    expect(meanOf(drawn(20_000, () => random.next()))).toBeCloseTo(0.5, 1);
    expect(meanOf(drawn(20_000, () => random.exponential(4)))).toBeCloseTo(4, 0);
    const normal = drawn(20_000, () => random.normal());
    expect(meanOf(normal)).toBeCloseTo(0, 1);
    expect(meanOf(normal.map((number) => number ** 2))).toBeCloseTo(1, 1);
  });
});

describe('seedOf', () => {
  it('gives every part a seed of its own', () => {
    const seeds = drawn(1_000, () => 0).map((_, part) => seedOf(1, part));
    expect(new Set([...seeds, seedOf(2, 0)]).size).toBe(1_001);
  });
});
