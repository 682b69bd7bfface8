import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from '../../src/envelope/base64.ts';

const ascii = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

// RFC 4648 §10
const vectors = [
  { text: '', base64: '' },
  { text: 'f', base64: 'Zg==' },
  { text: 'fo', base64: 'Zm8=' },
  { text: 'foo', base64: 'Zm9v' },
  { text: 'foob', base64: 'Zm9vYg==' },
  { text: 'fooba', base64: 'Zm9vYmE=' },
  { text: 'foobar', base64: 'Zm9vYmFy' },
];

describe('encodeBase64', () => {
  it.each(vectors)('writes "$text" (RFC 4648 §10)', ({ text, base64 }) => {
    expect(encodeBase64(ascii(text))).toBe(base64);
  });

  it('writes whatever bytes as Node does', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => encodeBase64(bytes) === Buffer.from(bytes).toString('base64')));
  });
});

describe('decodeBase64', () => {
  it.each(vectors)('reads "$base64" (RFC 4648 §10)', ({ text, base64 }) => {
    expect(decodeBase64(base64)).toEqual(ascii(text));
  });

  it('reads what encodeBase64 writes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes);
      }),
    );
  });

  it.each([
    'Zg',
    'Zg=',
    'Z',
    '=',
    '====',
    'Zm9v=',
    'Zm9v\n',
    ' Zm9v',
    'Zm 9v',
    'Z m9 v ',
    'Zg== ',
    'Zm9-',
    'Zm9_',
    'Zm9é',
    'Zg==Zg==',
    'Z=g=',
  ])('refuses "%s"', (text) => {
    expect(decodeBase64(text)).toBeUndefined();
  });
});
