import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { compiledChecks, dynamicChecks } from '../../src/validation/typebox-check.ts';
import { leavesFirst } from '../../src/validation/typebox-order.ts';

const Tree = Type.Cyclic(
  {
    Tree: Type.Union([
      Type.Object({ child: Type.Ref('Tree'), kind: Type.Literal('a') }),
      Type.Object({
        child: Type.Ref('Tree'),
        kids: Type.Array(Type.Ref('Tree')),
        kind: Type.Literal('b'),
        name: Type.Optional(Type.String()),
      }),
      Type.Null(),
    ]),
  },
  'Tree',
);

function nested(depth: number, leaf: unknown): unknown {
  return depth === 0 ? leaf : { child: nested(depth - 1, leaf), kids: [], kind: 'b' };
}

describe('leavesFirst', () => {
  it('puts plain properties before those with parts, each as they came', () => {
    const ordered = leavesFirst(Tree);
    expect(ordered).toEqual(Tree);
    expect(ordered.$defs.Tree.anyOf.slice(0, 2).map((branch) => Object.keys('properties' in branch ? branch.properties : {}))).toEqual([
      ['kind', 'child'],
      ['kind', 'name', 'child', 'kids'],
    ]);
  });

  it('keeps a schema as it is that cannot nest without end', () => {
    const schema = Type.Object({ list: Type.Array(Type.String()), kind: Type.Literal('a') });
    expect(leavesFirst(schema)).toBe(schema);
  });

  it.each([
    ['compiled', compiledChecks],
    ['dynamic', dynamicChecks],
  ])('makes a deep value of a recursive union quick to check (%s)', (_, checks) => {
    const check = checks(leavesFirst(Tree), {});
    expect([check(nested(60, null)), check(nested(60, 5))]).toEqual([true, false]);
  });
});
