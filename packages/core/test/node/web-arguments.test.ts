import { Blob } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { parseWebSocketUrl, sizeOf, toClose, toProtocols, toWebMessage } from '../../src/node/web-arguments.ts';

const domException = (name: string) => expect.objectContaining({ constructor: DOMException, name });

describe('parseWebSocketUrl', () => {
  it.each([
    ['ws://a', 'ws://a/'],
    [new URL('http://a/x?y'), 'ws://a/x?y'],
    ['https://a', 'wss://a/'],
    ['  WSS://A/\ud800', 'wss://a/%EF%BF%BD'],
  ])('parses %s', (url, href) => {
    expect(parseWebSocketUrl(url).href).toBe(href);
  });

  it.each(['', '/relative', 'a', 'ftp://a/', 'ws://a/#', 'ws://a/#f', 'wss://a b', undefined, null, {}])(
    'rejects %j (SyntaxError)',
    (url) => {
      expect(() => parseWebSocketUrl(url)).toThrow(domException('SyntaxError'));
    },
  );
});

describe('toProtocols', () => {
  it.each([
    [undefined, []],
    [[], []],
    ['a', ['a']],
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
    [new Set(['a', 5]), ['a', '5']],
    [null, ['null']],
  ])('converts %j', (given, expected) => {
    expect(toProtocols(given)).toEqual(expected);
  });

  it.each([[''], ['a b'], ['a,b'], [['a', 'a']], [['a', '']], ['é'], [{}]])('rejects %j (SyntaxError)', (given) => {
    expect(() => toProtocols(given)).toThrow(domException('SyntaxError'));
  });
});

describe('toWebMessage', () => {
  it('takes blobs as they are', () => {
    const blob = new Blob(['a']);
    expect(toWebMessage(blob)).toBe(blob);
  });

  it('takes exactly the bytes of a view', () => {
    const bytes = Uint8Array.of(1, 2, 3, 4);
    expect(toWebMessage(bytes.buffer)).toEqual(bytes);
    expect(toWebMessage(new DataView(bytes.buffer, 1, 2))).toEqual(Uint8Array.of(2, 3));
    expect(toWebMessage(new Uint16Array(bytes.buffer, 2, 1))).toEqual(Uint8Array.of(3, 4));
  });

  it.each([
    [123, '123'],
    [null, 'null'],
    [undefined, 'undefined'],
    [['a', 'b'], 'a,b'],
    [{ toString: () => 'own' }, 'own'],
  ])('takes %j as text', (given, expected) => {
    expect(toWebMessage(given)).toBe(expected);
  });

  it('rejects a symbol, which has no text', () => {
    expect(() => toWebMessage(Symbol('a'))).toThrow(TypeError);
  });
});

describe('sizeOf', () => {
  it.each([
    ['', 0],
    ['aé€😀', 10],
    ['\ud800', 3],
    [new Uint8Array(5), 5],
    [new Blob(['abc']), 3],
  ])('of %j is %d', (message, size) => {
    expect(sizeOf(message)).toBe(size);
  });
});

describe('toClose', () => {
  it.each([
    [undefined, undefined, { code: undefined, reason: '' }],
    [undefined, 'bye', { code: 1000, reason: 'bye' }],
    [1000, undefined, { code: 1000, reason: '' }],
    [3000, '', { code: 3000, reason: '' }],
    [4999, 'é'.repeat(61), { code: 4999, reason: 'é'.repeat(61) }],
    ['4000', 5, { code: 4000, reason: '5' }],
    [2999.6, '', { code: 3000, reason: '' }],
    [3000.5, '', { code: 3000, reason: '' }],
    [3001.5, '', { code: 3002, reason: '' }],
    [1000, '\ud800', { code: 1000, reason: '\ufffd' }],
  ])('converts (%j, %j)', (code, reason, expected) => {
    expect(toClose(code, reason)).toEqual(expected);
  });

  it.each([0, 999, 1001, 1005, 1006, 2999, 5000, 65_536 + 1000, -1, Number.NaN, null, 'abc'])(
    'rejects code %j (InvalidAccessError)',
    (code) => {
      expect(() => toClose(code, undefined)).toThrow(domException('InvalidAccessError'));
    },
  );

  it.each(['a'.repeat(124), 'é'.repeat(62)])('rejects a reason of 124 bytes (SyntaxError)', (reason) => {
    expect(() => toClose(1000, reason)).toThrow(domException('SyntaxError'));
  });

  it('judges the code before the reason', () => {
    expect(() => toClose(1001, 'a'.repeat(124))).toThrow(domException('InvalidAccessError'));
  });
});
