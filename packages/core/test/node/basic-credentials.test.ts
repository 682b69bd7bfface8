import { describe, expect, it } from 'vitest';
import { basicCredentials } from '../../src/node/basic-credentials.ts';

describe('basicCredentials', () => {
  it.each([
    ['ws://user:password@a/', 'user:password'],
    ['ws://user@a/', 'user:'],
    ['ws://:password@a/', ':password'],
    ['ws://a%40b:%C3%A9%3A@a/', 'a@b:é:'],
    ['ws://100%:%zz@a/', '100%:%zz'],
  ])('encodes those of %s (RFC 7617)', (url, expected) => {
    expect(basicCredentials(new URL(url))).toBe(`Basic ${Buffer.from(expected).toString('base64')}`);
  });

  it('has none for a URL without', () => {
    expect(basicCredentials(new URL('ws://a/'))).toBeUndefined();
  });
});
