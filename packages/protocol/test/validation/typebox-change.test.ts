import Type, { type TSchema } from 'typebox';
import { describe, expect, it } from 'vitest';
import { calls, changeBy, type Pass } from '../../src/validation/typebox-change.ts';
import { type Checks, compiledChecks, dynamicChecks } from '../../src/validation/typebox-check.ts';

/** Changes strings whose schema says so. */
const loud = (text: string): string => text.toUpperCase();
const Loud = Type.String({ title: 'loud' });
const Quiet = Type.String();

function passWith(options: Partial<Pass> = {}): Pass {
  return {
    own: (schema) =>
      'title' in schema && schema.title === 'loud' ? (value) => (typeof value === 'string' ? loud(value) : value) : undefined,
    order: 'inside-first',
    choice: 'after',
    ...options,
  };
}

const Tree = Type.Cyclic({ Tree: Type.Object({ name: Loud, kids: Type.Array(Type.Ref('Tree')) }) }, 'Tree');
const Pair = Type.Cyclic(
  {
    A: Type.Object({ a: Type.Optional(Type.Ref('B')) }),
    B: Type.Object({ b: Type.Optional(Type.Ref('A')), name: Loud }),
    Plain: Type.Object({ next: Type.Optional(Type.Ref('Plain')) }),
  },
  'A',
);

describe('changeBy', () => {
  it.each<[string, TSchema, unknown, unknown]>([
    ['the root', Loud, 'a', 'A'],
    ['properties', Type.Object({ a: Loud, b: Quiet, c: Type.Optional(Loud) }), { a: 'a', b: 'b', x: 'x' }, { a: 'A', b: 'b', x: 'x' }],
    ['other properties', Type.Object({ a: Quiet }, { additionalProperties: Loud }), { a: 'a', x: 'x' }, { a: 'a', x: 'X' }],
    ['records', Type.Record(Type.String(), Loud), { a: 'a' }, { a: 'A' }],
    ['records of some names', Type.Record(Type.Integer(), Loud), { 1: 'a', b: 'b' }, { 1: 'A', b: 'b' }],
    ['arrays', Type.Array(Loud), ['a', 'b'], ['A', 'B']],
    ['tuples', Type.Tuple([Quiet, Loud]), ['a', 'b'], ['a', 'B']],
    ['unions', Type.Union([Type.Number(), Loud]), 'a', 'A'],
    ['unions in unions', Type.Union([Type.Null(), Type.Union([Type.Number(), Loud])]), 'a', 'A'],
    ['intersections', Type.Intersect([Type.Object({ a: Loud }), Type.Object({ b: Loud })]), { a: 'a', b: 'b' }, { a: 'A', b: 'B' }],
    ['recursive types', Tree, { name: 'a', kids: [{ name: 'b', kids: [] }] }, { name: 'A', kids: [{ name: 'B', kids: [] }] }],
    ['types that name each other', Pair, { a: { name: 'a', b: { a: { name: 'b' } } } }, { a: { name: 'A', b: { a: { name: 'B' } } } }],
  ])('changes %s', (_, schema, before, after) => {
    for (const checks of [compiledChecks, dynamicChecks]) expect(changeBy(passWith(), checks, schema)?.(before, [])).toEqual(after);
  });

  it.each<[string, TSchema]>([
    ['a plain object', Type.Object({ a: Quiet })],
    ['a plain union', Type.Union([Quiet, Type.Null()])],
    ['a plain recursive type', Type.Cyclic({ A: Type.Object({ next: Type.Optional(Type.Ref('A')) }) }, 'A')],
    ['a part that is never reached', Type.Cyclic({ A: Type.Object({}), B: Loud }, 'A')],
  ])('is none for %s', (_, schema) => {
    expect(changeBy(passWith(), compiledChecks, schema)).toBeUndefined();
  });

  it.each([
    ['own-first', ['outer', 'inner']],
    ['inside-first', ['inner', 'outer']],
  ] as const)('makes changes %s', (order, expected) => {
    const seen: unknown[] = [];
    const own: Pass['own'] = (schema) =>
      'title' in schema
        ? (value) => {
            seen.push(schema.title);
            return value;
          }
        : undefined;
    const schema = Type.Object({ a: Type.String({ title: 'inner' }) }, { title: 'outer' });
    changeBy(passWith({ own, order }), compiledChecks, schema)?.({ a: 'a' }, []);
    expect(seen).toEqual(expected);
  });

  it('compiles no check for a union without changes', () => {
    const compiled: TSchema[] = [];
    const checks: Checks = (schema, definitions) => {
      compiled.push(schema);
      return compiledChecks(schema, definitions);
    };
    const branches = [Type.Null(), Loud];
    changeBy(passWith(), checks, Type.Object({ a: Type.Union([Type.Number(), Quiet]), b: Type.Union(branches), c: Loud }));
    expect(compiled).toEqual(branches);
  });

  it('takes the branch that a constant tells', () => {
    const schema = Type.Union([
      Type.Object({ kind: Type.Literal('quiet'), text: Type.Optional(Quiet) }),
      Type.Object({ kind: Type.Literal('loud'), text: Loud }),
    ]);
    const change = changeBy(passWith(), compiledChecks, schema);
    expect([change?.({ kind: 'quiet', text: 'a' }, []), change?.({ kind: 'loud', text: 'a' }, [])]).toEqual([
      { kind: 'quiet', text: 'a' },
      { kind: 'loud', text: 'A' },
    ]);
  });
});

describe('calls', () => {
  it.each<[TSchema, boolean]>([
    [Loud, true],
    [Type.Array(Type.Object({ a: Type.Optional(Loud) })), true],
    [Tree, true],
    [Pair, true],
    [Quiet, false],
    [Type.Cyclic({ A: Type.Object({ next: Type.Ref('A') }) }, 'A'), false],
  ])('tells whether there is anything to change (%#)', (schema, expected) => {
    expect(calls(passWith(), schema)).toBe(expected);
  });
});
