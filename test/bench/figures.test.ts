import { describe, expect, it } from 'vitest';
import { figure, isFigures } from './figures.ts';

describe('isFigures', () => {
  it.each([
    [{}, true],
    [{ port: 1 }, true],
    [{ port: '1' }, false],
    [null, false],
    ['port', false],
  ] as const)('says of %j: %s', (value, expected) => {
    expect(isFigures(value)).toBe(expected);
  });
});

describe('figure', () => {
  it('throws where a figure is missing', () => {
    expect(figure({ port: 80 }, 'port')).toBe(80);
    expect(() => figure({ port: 80 }, 'messages')).toThrow('the figure messages is missing');
  });
});
