import { describe, expect, it } from 'vitest';
import { headerValues, listElements, trimOws } from '../../src/handshake/header-values.ts';

describe('headerValues', () => {
  const rawHeaders = ['Host', 'a', 'Sec-WebSocket-Protocol', 'x, y', 'hOST', ' \tb\t ', 'sec-websocket-PROTOCOL', '', 'X-Host', 'c'];

  it.each([
    ['host', ['a', 'b']],
    ['Sec-WebSocket-Protocol', ['x, y', '']],
    ['upgrade', []],
    ['a', []],
  ])('finds %s in any case, line by line, in order', (name, values) => {
    expect(headerValues(rawHeaders, name)).toEqual(values);
  });

  it('does not count a name without a value', () => {
    expect(headerValues(['Host', 'a', 'Host'], 'host')).toEqual(['a']);
  });
});

describe('listElements', () => {
  it.each([
    { values: [], elements: [] },
    { values: ['a'], elements: ['a'] },
    { values: ['a,b', 'c'], elements: ['a', 'b', 'c'] },
    { values: ['\ta b , c/1 '], elements: ['a b', 'c/1'] },
    { values: ['', ',, ,\t,a,,'], elements: ['a'] },
  ])('splits $values and drops empty elements (RFC 7230 §7)', ({ values, elements }) => {
    expect(listElements(values)).toEqual(elements);
  });
});

describe('trimOws', () => {
  it.each([
    ['', ''],
    [' \t ', ''],
    ['\t a b \t', 'a b'],
    ['\u00a0a\u00a0', '\u00a0a\u00a0'],
    ['\va\f', '\va\f'],
  ])('cuts spaces and tabs off %j, nothing else (RFC 7230 §3.2.3)', (text, trimmed) => {
    expect(trimOws(text)).toBe(trimmed);
  });
});
