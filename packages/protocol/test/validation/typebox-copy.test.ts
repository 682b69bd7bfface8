import Type, { IsObject, IsOptional, IsRefine, type TSchema } from 'typebox';
import { describe, expect, it } from 'vitest';
import { copyInside, copyWith } from '../../src/validation/typebox-copy.ts';

const Text = Type.String();
const toNumber = (): TSchema => Type.Number();

describe('copyWith', () => {
  it('keeps what TypeBox hides', () => {
    const schema = Type.Optional(Type.Refine(Type.Object({ a: Text }), () => true));
    const copy = copyWith(schema, { title: 'Copy' });
    expect([IsObject(copy), IsOptional(copy), IsRefine(copy), 'title' in schema]).toEqual([true, true, true, false]);
    expect(copy).toEqual({ ...schema, title: 'Copy' });
  });
});

describe('copyInside', () => {
  it.each([
    [
      'an object',
      Type.Object({ a: Text }, { additionalProperties: Text }),
      Type.Object({ a: Type.Number() }, { additionalProperties: Type.Number() }),
    ],
    [
      'a closed object',
      Type.Object({ a: Text }, { additionalProperties: false }),
      Type.Object({ a: Type.Number() }, { additionalProperties: false }),
    ],
    ['a record', Type.Record(Text, Text), Type.Record(Text, Type.Number())],
    ['an array', Type.Array(Text, { maxItems: 1 }), Type.Array(Type.Number(), { maxItems: 1 })],
    ['a tuple', Type.Tuple([Text]), Type.Tuple([Type.Number()])],
    ['a union', Type.Union([Text]), Type.Union([Type.Number()])],
    ['an intersection', Type.Intersect([Text]), Type.Intersect([Type.Number()])],
    ['a leaf', Text, Text],
    ['a reference', Type.Ref('A'), Type.Ref('A')],
  ])('replaces what is in %s', (_, schema, expected) => {
    const before = JSON.stringify(schema);
    expect(copyInside(schema, toNumber)).toEqual(expected);
    expect(JSON.stringify(schema)).toBe(before);
  });

  it('replaces the definitions of a cyclic type', () => {
    const schema = Type.Cyclic({ A: Type.Object({ a: Type.Optional(Type.Ref('A')) }) }, 'A');
    expect(copyInside(schema, toNumber)).toEqual({ $defs: { A: { type: 'number' } }, $ref: 'A' });
  });
});
