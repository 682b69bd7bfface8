import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { compiledChecks } from '../../src/validation/typebox-check.ts';
import { closed } from '../../src/validation/typebox-closed.ts';

const A = Type.Object({ a: Type.Number() });
const B = Type.Object({ b: Type.Optional(Type.Number()) });
const Node = Type.Cyclic({ Node: Type.Object({ v: Type.Number(), next: Type.Optional(Type.Ref('Node')) }) }, 'Node');

describe('closed', () => {
  it.each([
    ['an object', A, { a: 1 }, { a: 1, x: 1 }],
    ['an object in an object', Type.Object({ o: A }), { o: { a: 1 } }, { o: { a: 1, x: 1 } }],
    ['an object that may be missing', Type.Object({ o: Type.Optional(A) }), {}, { o: { a: 1, x: 1 } }],
    ['an object in an array', Type.Array(A), [{ a: 1 }], [{ a: 1, x: 1 }]],
    ['an object in a tuple', Type.Tuple([A]), [{ a: 1 }], [{ a: 1, x: 1 }]],
    ['an object in a record', Type.Record(Type.String(), A), { k: { a: 1 } }, { k: { a: 1, x: 1 } }],
    ['a record', Type.Record(Type.Integer(), Type.Number()), { 1: 1 }, { 1: 1, x: 1 }],
    ['a branch of a union', Type.Union([A, Type.Object({ b: Type.Number() })]), { b: 1 }, { a: 1, b: 1 }],
    ['an intersection', Type.Intersect([A, B]), { a: 1, b: 1 }, { a: 1, x: 1 }],
    ['an object in an intersection', Type.Intersect([A, Type.Object({ o: A })]), { a: 1, o: { a: 1 } }, { a: 1, o: { a: 1, x: 1 } }],
    [
      'a union in an intersection',
      Type.Intersect([A, Type.Union([B, Type.Object({ c: Type.Number() })])]),
      { a: 1, c: 1 },
      { a: 1, c: 1, x: 1 },
    ],
    ['an intersection in an intersection', Type.Intersect([A, Type.Intersect([B])]), { a: 1, b: 1 }, { a: 1, x: 1 }],
    ['a cyclic type', Node, { v: 1, next: { v: 2 } }, { v: 1, next: { v: 2, x: 1 } }],
    ['what is in additional properties', Type.Object({}, { additionalProperties: A }), { k: { a: 1 } }, { k: { a: 1, x: 1 } }],
    ['a key that sets prototypes', A, { a: 1 }, JSON.parse('{"a":1,"__proto__":{}}')],
  ])('refuses what %s does not know', (_, schema, known, unknown) => {
    const open = compiledChecks(schema, {});
    const check = compiledChecks(closed(schema), {});
    expect([open(known), open(unknown), check(known), check(unknown)]).toEqual([true, true, true, false]);
  });

  it.each([
    ['an object', Type.Object({}, { additionalProperties: true })],
    ['an intersection', Type.Intersect([A], { unevaluatedProperties: true })],
    ['what has no properties', Type.Unknown()],
  ])('leaves %s open that says so itself', (_, schema) => {
    expect(compiledChecks(closed(schema), {})({ a: 1, x: 1 })).toBe(true);
  });
});
