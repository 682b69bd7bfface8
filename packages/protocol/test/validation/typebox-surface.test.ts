import Type from 'typebox';
import { Errors } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { refinementOf, surfaceOf } from '../../src/validation/typebox-surface.ts';

describe('surfaceOf', () => {
  const Closed = Type.Object({ a: Type.Number() }, { additionalProperties: false, maxProperties: 2 });

  it.each([
    ['an object', Closed, true, { type: 'object', required: ['a'], properties: { a: {} }, additionalProperties: false, maxProperties: 2 }],
    ['an object with many names', Closed, false, { type: 'object', required: ['a'], properties: { a: {} }, maxProperties: 2 }],
    ['an object of others', Type.Object({}, { additionalProperties: Type.Number() }), true, { type: 'object', properties: {} }],
    ['a record', Type.Record(Type.String(), Type.Number()), true, { type: 'object', patternProperties: { '^.*$': {} } }],
    ['an array', Type.Array(Type.Number(), { maxItems: 1, uniqueItems: true }), true, { type: 'array', maxItems: 1 }],
    ['a union', Type.Union([Type.Number()]), true, undefined],
    ['an intersection', Type.Intersect([Type.Number()], { unevaluatedProperties: false }), true, undefined],
    ['a cyclic type', Type.Cyclic({ A: Type.Object({}) }, 'A'), true, undefined],
    ['a leaf', Type.String({ maxLength: 2 }), true, { type: 'string', maxLength: 2 }],
  ])('is what %s says of itself', (_, schema, few, expected) => {
    expect(surfaceOf(schema, few)).toEqual(expected);
  });
});

describe('refinementOf', () => {
  it('is the refinement alone', () => {
    const schema = Type.Refine(
      Type.String(),
      (text) => text === 'a',
      () => 'must be a',
    );
    expect(Errors(refinementOf(schema) ?? {}, 'b').map(({ message }) => message)).toEqual(['must be a']);
    expect(refinementOf(Type.String())).toBeUndefined();
  });
});
