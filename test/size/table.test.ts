import { describe, expect, it } from 'vitest';
import { differencesOf, sizesOf, withTable } from './table.ts';

const size = (name: string, minified: number, gzipped: number) => ({ name, minified, gzipped });

describe('sizesOf', () => {
  it('reads numbers with commas', () => {
    expect(sizesOf([['client', '68,702', '21,300']])).toEqual([size('client', 68_702, 21_300)]);
  });

  it.each(['', 'small', '1.5'])('refuses %j', (cell) => {
    expect(() => sizesOf([['client', cell, '1']])).toThrow('no number of bytes');
  });
});

describe('differencesOf', () => {
  it('takes 2 % either way', () => {
    expect(differencesOf([size('client', 1020, 980)], [size('client', 1000, 1000)])).toEqual([]);
  });

  it('tells what is further off', () => {
    expect(differencesOf([size('client', 1021, 979)], [size('client', 1000, 1000)])).toEqual([
      'client has 1000 B minified, not 1021',
      'client has 1000 B gzipped, not 979',
    ]);
  });

  it('tells what is missing on either side', () => {
    expect(differencesOf([size('old', 1, 1)], [size('new', 1, 1)])).toEqual(['new is not listed', 'old is listed and not measured']);
  });
});

describe('withTable', () => {
  it('replaces the table of sizes and nothing else', () => {
    const before = 'Sizes\n\n| other | x |\n| --- | --- |\n\n| entry | minified |\n| --- | --: |\n| a | 1 |\n\nThe end\n';
    const after = 'Sizes\n\n| other | x |\n| --- | --- |\n\n| entry | new |\n\nThe end\n';
    expect(withTable(before, '| entry | new |')).toBe(after);
  });

  it('replaces one at the very end', () => {
    expect(withTable('| entry | minified |\n| --- | --: |', '| entry | new |')).toBe('| entry | new |');
  });

  it('refuses a document without one', () => {
    expect(() => withTable('Sizes\n', '| entry |')).toThrow('no table');
  });
});
