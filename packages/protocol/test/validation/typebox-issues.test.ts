import fc from 'fast-check';
import Type, { type TSchema } from 'typebox';
import { describe, expect, it } from 'vitest';
import { dynamicChecks } from '../../src/validation/typebox-check.ts';
import { typeBoxIssues } from '../../src/validation/typebox-issues.ts';
import { anySchemaAndValue } from '../support/any-schema.ts';

const Quote = Type.Object({ symbol: Type.String(), price: Type.Number() });
const quote = { symbol: 'ACME', price: 1 };
const many = <T>(value: T, count = 100_000): T[] => Array.from({ length: count }, () => value);
const Tree = Type.Cyclic(
  {
    Tree: Type.Union([
      Type.Object({ kind: Type.Literal('leaf'), value: Type.Number() }),
      Type.Object({ kind: Type.Literal('pair'), left: Type.Ref('Tree'), right: Type.Ref('Tree') }),
    ]),
  },
  'Tree',
);
const Json = Type.Cyclic(
  {
    Json: Type.Union([
      Type.Null(),
      Type.Number(),
      Type.String(),
      Type.Array(Type.Ref('Json')),
      Type.Record(Type.String(), Type.Ref('Json')),
    ]),
  },
  'Json',
);
const Even = Type.Refine(
  Type.Array(Quote),
  (list) => list.length % 2 === 0,
  () => 'must be even',
);

function issues(schema: TSchema, value: unknown): unknown {
  return typeBoxIssues(schema, value).issues;
}

function deep(depth: number, leaf: unknown): unknown {
  return depth === 0 ? leaf : { kind: 'pair', left: { kind: 'leaf', value: 1 }, right: deep(depth - 1, leaf) };
}

describe('typeBoxIssues', () => {
  it.each<[string, TSchema, unknown, unknown]>([
    ['a wrong type', Quote, { symbol: 1, price: 1 }, [{ path: '/symbol', message: 'must be string' }]],
    ['the root', Quote, null, [{ path: '', message: 'must be object' }]],
    ['what is missing', Quote, { price: 1 }, [{ path: '', message: 'must have required properties symbol' }]],
    ['a place in an array', Type.Array(Quote), [quote, { symbol: 'A', price: '1' }], [{ path: '/1/price', message: 'must be number' }]],
    [
      'a name that needs escaping',
      Type.Object({ 'a/b~c': Type.Number() }),
      { 'a/b~c': 'x' },
      [{ path: '/a~1b~0c', message: 'must be number' }],
    ],
    [
      'an unknown property',
      Type.Object({}, { additionalProperties: false }),
      { x: 1 },
      [
        { path: '/x', message: 'is not allowed' },
        { path: '', message: 'must not have additional properties' },
      ],
    ],
    [
      'a union',
      Type.Union([Type.Number(), Type.Null()]),
      'x',
      [
        { path: '', message: 'must be number' },
        { path: '', message: 'must be null' },
        { path: '', message: 'must match a schema in anyOf' },
      ],
    ],
    ['a refinement', Even, [quote], [{ path: '', message: 'must be even' }]],
  ])('says what is wrong: %s', (_, schema, value, expected) => {
    expect(issues(schema, value)).toEqual(expected);
  });

  it('does not tell the names that a peer sent', () => {
    const schema = Type.Unsafe<object>({ type: 'object', propertyNames: { maxLength: 2 } });
    expect(JSON.stringify(issues(schema, { secret: 1 }))).toContain('has a property name that is not allowed');
    expect(JSON.stringify(issues(schema, { secret: 1 }))).not.toContain('properties secret');
  });

  it.each<[string, TSchema, unknown, unknown]>([
    [
      'wrong elements',
      Type.Array(Type.Number()),
      many('x'),
      many(0, 10).map((_, index) => ({ path: `/${index}`, message: 'must be number' })),
    ],
    [
      'a wrong element at the start',
      Type.Array(Quote),
      [{ symbol: 'A' }, ...many(quote)],
      [{ path: '/0', message: 'must have required properties price' }],
    ],
    ['a wrong element far from the start', Type.Array(Quote), [...many(quote), {}], [{ path: '', message: 'is not valid' }]],
    ['too many elements', Type.Array(Quote, { maxItems: 9 }), many(quote), [{ path: '', message: 'must not have more than 9 items' }]],
    [
      'what is missing beside many right ones',
      Type.Object({ rows: Type.Array(Quote), count: Type.Number() }),
      { rows: many(quote) },
      [{ path: '', message: 'must have required properties count' }],
    ],
    [
      'what is wrong before many right ones',
      Type.Object({ count: Type.Number(), rows: Type.Array(Quote) }),
      { rows: many(quote), count: 'x' },
      [{ path: '/count', message: 'must be number' }],
    ],
    [
      'what is wrong in a tuple',
      Type.Tuple([Type.Number(), Type.Array(Quote)]),
      ['x', many(quote)],
      [{ path: '/0', message: 'must be number' }],
    ],
    [
      'what is wrong in a record',
      Type.Record(Type.String(), Type.Array(Quote)),
      { a: [{}], b: many(quote) },
      [{ path: '/a/0', message: 'must have required properties symbol, price' }],
    ],
    [
      'what is wrong in an intersection',
      Type.Intersect([Type.Object({ a: Type.Number() }), Type.Object({ rows: Type.Array(Quote) })]),
      { a: 'x', rows: many(quote) },
      [{ path: '/a', message: 'must be number' }],
    ],
    [
      'what is wrong in the one branch it can be',
      Type.Union([Type.Null(), Type.Object({ a: Type.Number(), rows: Type.Array(Quote) })]),
      { a: 'x', rows: many(quote) },
      [{ path: '/a', message: 'must be number' }],
    ],
    ['an odd number of right ones', Even, many(quote, 100_001), [{ path: '', message: 'must be even' }]],
    [
      'many unknown properties',
      Type.Object({}, { additionalProperties: false }),
      Object.fromEntries(many(1).map((_, index) => [`key${index}`, 1])),
      [{ path: '', message: 'is not valid' }],
    ],
  ])('finds in a megabyte: %s', (_, schema, value, expected) => {
    expect(issues(schema, value)).toEqual(expected);
  });

  it('does not run a refinement on what is wrong otherwise', () => {
    const schema = Type.Refine(Type.Array(Quote), (list) => list.every(({ symbol }) => symbol.length > 0));
    expect(issues(schema, [{ price: 1 }, ...many(quote)])).toEqual([{ path: '/0', message: 'must have required properties symbol' }]);
  });

  it.each<[string, TSchema, unknown, unknown]>([
    ['a wrong leaf', Tree, deep(30, { kind: 'leaf', value: 'x' }), [{ path: `${'/right'.repeat(30)}/value`, message: 'must be number' }]],
    ['an unknown kind', Tree, deep(2, { kind: 'none' }), [{ path: '/right/right', message: 'must match a schema in anyOf' }]],
    [
      'a wrong member of plain data',
      Type.Object({ json: Json }),
      { json: { a: [1, [true]] } },
      ['must be null', 'must be number', 'must be string', 'must match a schema in anyOf'].map((message) => ({
        path: '/json/a/1/0',
        message,
      })),
    ],
  ])('follows recursive types: %s', (_, schema, value, expected) => {
    expect(issues(schema, value)).toEqual(expected);
  });

  // TypeBox itself would look into 2^60 branches here, or take a second: what is proved is that this ends, not how fast.
  it('takes little time for deep values of a recursive union', () => {
    expect(issues(Tree, deep(60, 'x'))).toHaveLength(1);
  });

  it('cuts huge names and names no huge value', () => {
    const found = JSON.stringify(issues(Type.Record(Type.String(), Type.Number()), { ['k'.repeat(500_000)]: 'v'.repeat(500_000) }));
    expect(found.length).toBeLessThan(300);
    expect(found).not.toContain('vv');
  });

  it('finds one to ten issues in whatever does not match', () => {
    fc.assert(
      fc.property(anySchemaAndValue, ({ schema, value }) => {
        fc.pre(!dynamicChecks(schema, {})(value));
        const { issues } = typeBoxIssues(schema, value);
        expect(issues.length).toBeGreaterThanOrEqual(1);
        expect(issues.length).toBeLessThanOrEqual(10);
        // What is small is searched in whole.
        expect(issues).not.toContainEqual({ path: '', message: 'is not valid' });
      }),
    );
  });
});
