import { describe, expect, it } from 'vitest';
import { sizeOf } from '../../src/validation/value-size.ts';

describe('sizeOf', () => {
  it.each([
    ['a', 1],
    [null, 1],
    [new Uint8Array(50), 1],
    [[], 1],
    [[1, [2, 3]], 5],
    [{ a: { b: 1 }, c: [null] }, 5],
    [Array.from({ length: 9 }, () => 1), 10],
    [Array.from({ length: 10 }, () => 1), 11],
    [Array.from({ length: 500_000 }, () => ({})), 11],
    [Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`key${index}`, 1])), 11],
    [
      [
        [1, 2, 3, 4, 5],
        [1, 2, 3, 4, 5],
      ],
      11,
    ],
  ])('counts a value with all that is in it, up to one more than it may (%#)', (value, expected) => {
    expect(Math.min(sizeOf(value, 10), 11)).toBe(expected);
  });

  it('looks at little more than it may, whatever the value', () => {
    let visited = 0;
    const watched = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`key${index}`, index]));
    const record = new Proxy(watched, {
      get(target, name) {
        if (typeof name === 'string') visited += 1;
        return Reflect.get(target, name);
      },
    });
    sizeOf(record, 10);
    sizeOf(
      Array.from({ length: 100 }, () => record),
      10,
    );
    expect(visited).toBeLessThanOrEqual(20);
  });
});
