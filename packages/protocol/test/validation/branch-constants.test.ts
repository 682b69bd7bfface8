import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { constantsOf, contradicts } from '../../src/validation/branch-constants.ts';

const Circle = Type.Object({ kind: Type.Literal('circle'), version: Type.Literal(1), radius: Type.Number() });

describe('constantsOf', () => {
  it.each([
    [
      'an object',
      Circle,
      [
        ['kind', 'circle'],
        ['version', 1],
      ],
    ],
    [
      'a reference to one',
      Type.Ref('Circle'),
      [
        ['kind', 'circle'],
        ['version', 1],
      ],
    ],
    ['a reference to nowhere', Type.Ref('Square'), []],
    ['an object without constants', Type.Object({ radius: Type.Number() }), []],
    ['what is no object', Type.Literal('circle'), []],
  ])('reads those of %s', (_, branch, expected) => {
    expect(constantsOf(branch, { Circle })).toEqual(expected);
  });
});

describe('contradicts', () => {
  it.each([
    [{ kind: 'circle' }, false],
    [{ kind: 'square' }, true],
    [{ kind: 'circle', version: 2 }, true],
    [{ version: '1' }, true],
    [{}, false],
    [null, false],
    ['square', false],
    [['square'], false],
  ])('says of %j whether it belongs elsewhere: %s', (value, expected) => {
    expect(contradicts(value, constantsOf(Circle, {}))).toBe(expected);
  });
});
