import { describe, expect, it } from 'vitest';
import { readTextFile } from '../../support/files.ts';
import { mutate } from './mutant.ts';
import { MUTANTS } from './mutants.ts';

describe('mutate', () => {
  const edit = { file: 'a.ts', replace: 'old', with: 'new' };

  it('changes what occurs once', () => {
    expect(mutate('an old text', [edit], 'm')).toBe('an new text');
  });

  it.each(['no such text', 'old and old'])('rejects %j, where the text does not occur exactly once', (source) => {
    expect(() => mutate(source, [edit], 'm')).toThrow(RangeError);
  });
});

describe('the mutants', () => {
  it('have names of their own', () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
  });

  it.each(MUTANTS)('fit the sources: $name', ({ name, package: mutated, edits }) => {
    for (const file of new Set(edits.map((edit) => edit.file))) {
      const { text: source } = readTextFile(`packages/${mutated}/src/${file}`);
      const own = edits.filter((edit) => edit.file === file);
      expect(mutate(source, own, name)).not.toBe(source);
    }
  });

  it.each(['§2 ⚑', '§3 ⚑', '§4 ⚑', '§5 ⚑', '§5.1 ⚑', '§5.3 ⚑', '§5.4 ⚑', '§5.5 ⚑'])('break the rules of %s', (rule) => {
    expect(MUTANTS.some((mutant) => mutant.rule === rule)).toBe(true);
  });
});
