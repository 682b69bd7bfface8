import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageBytes } from '../../src/envelope/message.ts';

describe('messageBytes', () => {
  it.each([
    { name: 'nothing', text: '', bytes: 0 },
    { name: 'the last letter of one byte', text: '\u007f', bytes: 1 },
    { name: 'the first letter of two bytes', text: '\u0080', bytes: 2 },
    { name: 'the last letter of two bytes', text: '\u07ff', bytes: 2 },
    { name: 'the first letter of three bytes', text: '\u0800', bytes: 3 },
    { name: 'the last letter before the surrogates', text: '\ud7ff', bytes: 3 },
    { name: 'the first letter behind the surrogates', text: '\ue000', bytes: 3 },
    { name: 'the first pair', text: '\ud800\udc00', bytes: 4 },
    { name: 'the last pair', text: '\udbff\udfff', bytes: 4 },
    { name: 'a lone high surrogate at the end', text: 'a\ud800', bytes: 4 },
    { name: 'a lone high surrogate before a letter', text: '\ud800a', bytes: 4 },
    { name: 'two high surrogates and a low one', text: '\ud800\ud800\udc00', bytes: 7 },
    { name: 'a high surrogate before U+E000', text: '\ud800\ue000', bytes: 6 },
    { name: 'a lone low surrogate', text: '\udc00', bytes: 3 },
    { name: 'two low surrogates', text: '\udc00\udc00', bytes: 6 },
    { name: 'a pair the wrong way round', text: '\udc00\ud800', bytes: 6 },
  ])('counts $name as $bytes', ({ text, bytes }) => {
    expect(messageBytes(text)).toBe(bytes);
  });

  it('counts what an encoder to UTF-8 writes', () => {
    const anyText = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));
    const surrogates = fc.array(fc.integer({ min: 0xd7fe, max: 0xe001 })).map((units) => String.fromCharCode(...units));
    fc.assert(
      fc.property(fc.oneof(anyText, surrogates), (text) => {
        expect(messageBytes(text)).toBe(new TextEncoder().encode(text).length);
      }),
    );
  });

  it('counts the bytes of a view, not those behind it', () => {
    expect(messageBytes(new Uint8Array(8).subarray(2, 5))).toBe(3);
  });
});
