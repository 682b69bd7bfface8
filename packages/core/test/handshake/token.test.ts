import { describe, expect, it } from 'vitest';
import { isToken, parseTokenList } from '../../src/handshake/token.ts';

const TCHAR = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

describe('isToken', () => {
  it('takes exactly the 77 token characters of the first 512 code points (RFC 7230 §3.2.6)', () => {
    const taken = Array.from({ length: 512 }, (_, code) => String.fromCharCode(code)).filter(isToken);
    expect(new Set(taken)).toEqual(new Set(TCHAR));
    expect(taken).toHaveLength(77);
  });

  it.each([
    [TCHAR, true],
    ['', false],
    ['a b', false],
    ['a\n', false],
    ['\na', false],
    ['chat\u212a', false],
  ])('of %j is %s', (text, expected) => {
    expect(isToken(text)).toBe(expected);
  });
});

describe('parseTokenList', () => {
  it.each([
    { values: [], tokens: [] },
    { values: ['chat'], tokens: ['chat'] },
    { values: ['chat, superchat', ' v2.chat\t,x'], tokens: ['chat', 'superchat', 'v2.chat', 'x'] },
    { values: ['', 'a,,b ,'], tokens: ['a', 'b'] },
    { values: ['a, a'], tokens: ['a', 'a'] },
  ])('parses $values', ({ values, tokens }) => {
    expect(parseTokenList(values)).toEqual(tokens);
  });

  it.each([[['']], [[' , ,']], [['a b']], [['a', 'b/1']], [['"a"']], [['a;b']], [['a', 'é']], [['a\u0000']]])(
    'answers undefined for %j',
    (values) => {
      expect(parseTokenList(values)).toBeUndefined();
    },
  );
});
