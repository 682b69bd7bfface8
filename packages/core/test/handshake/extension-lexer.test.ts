import { describe, expect, it } from 'vitest';
import { readLexemes } from '../../src/handshake/extension-lexer.ts';

describe('readLexemes', () => {
  it('cuts a line at separators, quotes and white space', () => {
    expect(readLexemes('\ta ;b = "c" ,d e  ')).toEqual([
      { kind: 'token', text: 'a' },
      { kind: ';' },
      { kind: 'token', text: 'b' },
      { kind: '=' },
      { kind: 'quoted', text: 'c' },
      { kind: ',' },
      { kind: 'token', text: 'd' },
      { kind: 'token', text: 'e' },
    ]);
  });

  it.each(['', ' ', '\t \t'])('finds nothing in %j', (line) => {
    expect(readLexemes(line)).toEqual([]);
  });

  it.each([
    ['"a"', 'a'],
    ['"\\a\\b"', 'ab'],
    ['"a\\~"', 'a~'],
  ])('unescapes %s', (line, text) => {
    expect(readLexemes(line)).toEqual([{ kind: 'quoted', text }]);
  });

  it.each([
    '""',
    '"a',
    'a"',
    '"',
    '"a b"',
    '"a,b"',
    '"a\\"',
    '"\\""',
    '"\\\\"',
    '"a\\\\"',
    'a/b',
    'a\\b',
    'a\u0000',
    'a\nb',
    '(a)',
    'é',
    '"é"',
    'a\u00a0',
  ])('answers undefined for %j', (line) => {
    expect(readLexemes(line)).toBeUndefined();
  });
});
