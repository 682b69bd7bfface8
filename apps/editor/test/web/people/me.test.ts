import { describe, expect, it } from 'vitest';
import { COLORS, MAX_NAME } from '../../../limits.ts';
import { readAppearance } from '../../../web/people/me.ts';

describe('readAppearance', () => {
  it('reads what was kept, and what others sent, without what they added', () => {
    expect([readAppearance('{"name":"Ann","color":3}'), readAppearance({ name: 'Bob', color: 0, more: 'x' })]).toEqual([
      { name: 'Ann', color: 3 },
      { name: 'Bob', color: 0 },
    ]);
  });

  it.each([
    null,
    undefined,
    '',
    'no JSON',
    7,
    {},
    { name: 'Ann' },
    { name: '', color: 1 },
    { name: 'x'.repeat(MAX_NAME + 1), color: 1 },
    { name: 'Ann', color: -1 },
    { name: 'Ann', color: COLORS },
    { name: 'Ann', color: 1.5 },
    { name: 'Ann', color: 'red' },
    { name: {}, color: 1 },
  ])('is undefined for %o', (value) => {
    expect(readAppearance(value)).toBeUndefined();
  });
});
