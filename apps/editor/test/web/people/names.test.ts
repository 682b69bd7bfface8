import { describe, expect, it } from 'vitest';
import { MAX_NAME } from '../../../limits.ts';
import { initialsOf, nameOf } from '../../../web/people/names.ts';

describe('nameOf', () => {
  it('makes a hundred different names, all short enough', () => {
    const names = Array.from({ length: 100 }, (_, index) => nameOf((index + 0.5) / 100));
    expect({ different: new Set(names).size, isShort: names.every(({ length }) => length <= MAX_NAME) }).toEqual({
      different: 100,
      isShort: true,
    });
    expect(names.filter((name) => !/^[A-Z][a-z]+ [A-Z][a-z]+$/.test(name))).toEqual([]);
  });
});

describe('initialsOf', () => {
  it.each([
    ['Ann', 'A'],
    ['ann miller', 'AM'],
    ['  Ann  van Miller', 'AV'],
    ['🦊 fox', '🦊F'],
    ['', ''],
  ])('%s: %s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});
