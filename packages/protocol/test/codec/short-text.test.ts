import { describe, expect, it } from 'vitest';
import { keptTextAt, MAX_SHORT_TEXT, shortTextAt } from '../../src/codec/short-text.ts';

const utf8 = new TextEncoder();

describe.each([
  { name: 'shortTextAt', read: shortTextAt },
  { name: 'keptTextAt', read: keptTextAt },
])('$name', ({ read }) => {
  it.each(['', 'a', '\u0000', '\u007f', 'key', 'x'.repeat(MAX_SHORT_TEXT)])('reads "%s" wherever it stands, again and again', (text) => {
    const bytes = utf8.encode(`<<${text}>>`);
    expect([read(bytes, 2, text.length), read(bytes, 2, text.length)]).toEqual([text, text]);
  });

  it.each(['é', 'aé', '😀', '\u0080'])('leaves "%s", which is not ASCII, to others', (text) => {
    const bytes = utf8.encode(text);
    expect([read(bytes, 0, bytes.length), read(bytes, 0, bytes.length)]).toEqual([undefined, undefined]);
  });
});

describe('keptTextAt', () => {
  it('tells texts apart that are kept in the same place', () => {
    const texts = Array.from({ length: 3000 }, (_, at) => `k${at}`);
    const read = [...texts, ...texts].map((text) => keptTextAt(utf8.encode(text), 0, text.length));
    expect(read).toEqual([...texts, ...texts]);
  });
});
