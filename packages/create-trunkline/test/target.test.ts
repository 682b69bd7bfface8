import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { problemWith } from '../src/target.ts';
import { temporaryFolder } from './temporary-folder.ts';

const notEmpty = (folder: string) => `${folder} is not empty; choose another folder, or add --force to overwrite files of the same names`;

describe('problemWith', () => {
  it('takes a folder that does not exist', () => {
    expect(problemWith(join(temporaryFolder(), 'a/b'), { force: false })).toBeUndefined();
  });

  it('takes an empty folder, and one that has only a repository', () => {
    expect(problemWith(temporaryFolder(), { force: false })).toBeUndefined();
    expect(problemWith(temporaryFolder({ '.git/HEAD': '' }), { force: false })).toBeUndefined();
  });

  it('refuses a folder with anything in it, unless forced', () => {
    const folder = temporaryFolder({ '.env': '' });
    expect(problemWith(folder, { force: false })).toBe(notEmpty(folder));
    expect(problemWith(folder, { force: true })).toBeUndefined();
  });

  it('refuses a file, forced or not', () => {
    const file = join(temporaryFolder({ app: '' }), 'app');
    expect(problemWith(file, { force: false })).toBe(`${file} is a file; choose another folder`);
    expect(problemWith(file, { force: true })).toBe(`${file} is a file; choose another folder`);
  });
});
