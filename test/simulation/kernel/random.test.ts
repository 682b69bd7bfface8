import { describe, expect, it } from 'vitest';
import { Random } from './random.ts';

const draw = (random: Random, count = 5) => Array.from({ length: count }, () => random.next());

describe('Random', () => {
  it('gives the same numbers for the same name, others for another', () => {
    expect(draw(new Random('seed 1'))).toEqual(draw(new Random('seed 1')));
    expect(draw(new Random('seed 1'))).not.toEqual(draw(new Random('seed 2')));
  });

  it('forks streams that do not depend on what was drawn before', () => {
    const used = new Random('seed');
    draw(used, 100);
    expect(draw(used.fork('network'))).toEqual(draw(new Random('seed').fork('network')));
  });

  it('is spread evenly enough', () => {
    const random = new Random('spread');
    const counts = Array.from({ length: 10 }, () => 0);
    for (const number of draw(random, 10_000)) counts[Math.floor(number * 10)] = (counts[Math.floor(number * 10)] ?? 0) + 1;
    expect(counts.every((count) => count > 850 && count < 1_150)).toBe(true);
  });

  it('keeps whole numbers between their bounds, and reaches both', () => {
    const random = new Random('bounds');
    expect(new Set(Array.from({ length: 200 }, () => random.between(2, 4)))).toEqual(new Set([2, 3, 4]));
  });

  it('draws exponential times around their mean', () => {
    const random = new Random('times');
    const mean = Array.from({ length: 10_000 }, () => random.around(100)).reduce((sum, time) => sum + time, 0) / 10_000;
    expect(mean).toBeGreaterThan(95);
    expect(mean).toBeLessThan(105);
  });

  it('picks `undefined` like anything else, and from nothing not at all', () => {
    expect(new Random('pick').pick([undefined])).toBeUndefined();
    expect(() => new Random('pick').pick([])).toThrow(RangeError);
  });

  it('never picks what has no weight', () => {
    const random = new Random('weights');
    const picked = Array.from({ length: 200 }, () =>
      random.pickWeighted([
        ['often', 3],
        ['never', 0],
        ['seldom', 1],
      ]),
    );
    expect(new Set(picked)).toEqual(new Set(['often', 'seldom']));
    expect(() => random.pickWeighted([['never', 0]])).toThrow(RangeError);
  });
});
