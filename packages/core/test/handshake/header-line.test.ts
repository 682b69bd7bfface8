import { describe, expect, it } from 'vitest';
import { formatHeader } from '../../src/handshake/header-line.ts';

describe('formatHeader', () => {
  it('writes a name and a value, latin1 included', () => {
    expect(formatHeader(['X-Name', 'a\té b'])).toBe('X-Name: a\té b');
  });

  it.each([
    ['a\r\nb', 'X'],
    ['a\nb', 'X'],
    ['a\u0000b', 'X'],
    ['a\u010ab', 'X'],
    ['a', ''],
    ['a', 'X Y'],
    ['a', 'X:'],
  ])('rejects the value %j under the name %j', (value, name) => {
    expect(() => formatHeader([name, value])).toThrow(TypeError);
  });

  it('tells no value, for it may be a secret', () => {
    expect(() => formatHeader(['Authorization', 'secret\n'])).toThrow(
      new TypeError('the header Authorization has a character that may not stand in a header'),
    );
  });
});
