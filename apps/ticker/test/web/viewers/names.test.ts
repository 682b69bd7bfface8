import { describe, expect, it } from 'vitest';
import { initialsOf, nameOf } from '../../../web/viewers/names.ts';

describe('nameOf', () => {
  it('makes a hundred names', () => {
    const names = new Set(Array.from({ length: 100 }, (_, index) => nameOf((index + 0.5) / 100)));
    expect(names.size).toBe(100);
    expect([nameOf(0), nameOf(0.999)]).toEqual(['Calm Otter', 'Steady Fox']);
  });
});

describe('initialsOf', () => {
  it.each([
    ['Calm Otter', 'CO'],
    ['  ann   van der berg ', 'AV'],
    ['Bo', 'B'],
    ['😀 smile', '😀S'],
    ['', ''],
  ])('takes those of %j', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});
