import { describe, expect, it } from 'vitest';
import { count, direction, money, percent, price, quantity, seconds, shortCount } from '../../web/format.ts';

describe('figures', () => {
  it.each([
    [price(1234.5), '1,234.50'],
    [money(0.1), '$0.10'],
    [count(12_345), '12,345'],
    [shortCount(1_234_567), '1.23M'],
    [quantity(1, 'trade'), '1 trade'],
    [quantity(2_000, 'trade'), '2,000 trades'],
    [quantity(0, 'gap'), '0 gaps'],
    [seconds(623), '0.62 s'],
    [seconds(12_400), '12 s'],
  ])('%s', (text, expected) => {
    expect(text).toBe(expected);
  });
});

describe('percent', () => {
  it.each([
    [1.2, '+1.20%', 'up'],
    [-0.354, '−0.35%', 'down'],
    [0.005, '+0.01%', 'up'],
    [0, '0.00%', undefined],
    [-0.0049, '0.00%', undefined],
  ])('writes %d with its sign, and nothing as nothing', (value, text, leads) => {
    expect([percent(value), direction(value)]).toEqual([text, leads]);
  });
});
