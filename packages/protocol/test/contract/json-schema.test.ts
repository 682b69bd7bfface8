import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { bytes } from '../../src/contract/bytes.ts';
import { isObject, mayBeStructured, presenceOf, subschemas } from '../../src/contract/json-schema.ts';

describe('isObject', () => {
  it.each([
    [{}, true],
    [[], false],
    [null, false],
    ['text', false],
    [undefined, false],
  ])('%j: %j', (value, object) => {
    expect(isObject(value)).toBe(object);
  });
});

/** A schema that can be told from others. */
const named = (title: string) => ({ title });

const placesOf = (root: unknown) => [...subschemas(root)].map(([place, { title }]) => `${place} ${String(title)}`);

describe('subschemas', () => {
  it('walks the properties of objects and the elements of lists, and tells their places', () => {
    const root = { ...named('root'), properties: { a: { ...named('a'), items: { ...named('each'), properties: { b: named('b') } } } } };
    expect(placesOf(root)).toEqual([' root', '.a a', '.a[] each', '.a[].b b']);
  });

  it.each([
    ...['allOf', 'anyOf', 'oneOf'].map((keyword) => [keyword, { [keyword]: [named('in'), named('and')] }, [' in', ' and']] as const),
    ...['not', 'if', 'then', 'else', 'additionalProperties', 'unevaluatedProperties', 'propertyNames'].map(
      (keyword) => [keyword, { [keyword]: named('in') }, [' in']] as const,
    ),
    ...['patternProperties', '$defs', 'definitions', 'dependentSchemas', 'dependencies'].map(
      (keyword) => [keyword, { [keyword]: { properties: named('in') } }, [' in']] as const,
    ),
    ...['items', 'additionalItems', 'unevaluatedItems', 'contains'].map(
      (keyword) => [keyword, { [keyword]: named('in') }, ['[] in']] as const,
    ),
    ...['items', 'prefixItems'].map(
      (keyword) => [`${keyword} of a tuple`, { [keyword]: [named('in'), named('and')] }, ['[] in', '[] and']] as const,
    ),
  ])('walks %s', (_, schema, places) => {
    expect(placesOf({ ...named('root'), ...schema })).toEqual([' root', ...places]);
  });

  it('takes a property named as a keyword for a property', () => {
    expect(placesOf({ ...named('root'), properties: { properties: { ...named('inner'), properties: { a: named('a') } } } })).toEqual([
      ' root',
      '.properties inner',
      '.properties.a a',
    ]);
  });

  it('goes into no value that is no schema', () => {
    expect(placesOf({ ...named('root'), default: named('default'), const: named('const'), enum: [named('enum')], items: true })).toEqual([
      ' root',
    ]);
    expect([placesOf(undefined), placesOf(true), placesOf(null)]).toEqual([[], [], []]);
  });

  it('sees a schema that holds itself once', () => {
    const properties: { next?: object } = {};
    const node = { ...named('node'), properties };
    properties.next = node;
    expect(placesOf(node)).toEqual([' node']);
  });
});

describe('mayBeStructured', () => {
  it.each([
    ['an object', Type.Object({}), true],
    ['a list', Type.Array(Type.Number()), true],
    ['a record', Type.Record(Type.String(), Type.Number()), true],
    ['anything', Type.Unknown(), true],
    ['true', true, true],
    ['what cannot be seen', undefined, true],
    ['a reference', Type.Ref('Node'), true],
    ['a text', Type.String(), false],
    ['null', Type.Null(), false],
    ['bytes', bytes(), false],
    ['a literal', Type.Literal('a'), false],
    ['an object or null', Type.Union([Type.Object({}), Type.Null()]), true],
    ['a text or null', Type.Union([Type.String(), Type.Null()]), false],
    ['one of two texts', { oneOf: [{ type: 'string' }, { const: 5 }] }, false],
    ['two objects at once', Type.Intersect([Type.Object({}), Type.Object({})]), true],
    ['an object and a text at once', Type.Intersect([Type.Object({}), Type.String()]), false],
    ['one of several types', { type: ['string', 'object'] }, true],
    ['one of several plain types', { type: ['string', 'null'] }, false],
    ['a constant object', { const: {} }, true],
    ['a constant text', { const: 'a' }, false],
    ['listed texts', { enum: ['a', null] }, false],
    ['listed texts and an object', { enum: ['a', {}] }, true],
  ])('%s: %j', (_, schema, structured) => {
    expect(mayBeStructured(schema)).toBe(structured);
  });
});

const A = Type.Object({ a: Type.String() });
const MaybeA = Type.Object({ a: Type.Optional(Type.String()) });
const B = Type.Object({ b: Type.String() });

describe('presenceOf', () => {
  it.each([
    ['an object with it', A, 'required'],
    ['an object that may have it', MaybeA, 'optional'],
    ['an object without it', B, 'missing'],
    ['an object that inherits it in JavaScript only', Type.Object({}), 'missing'],
    ['a text', Type.String(), 'missing'],
    ['a record', Type.Record(Type.String(), Type.Number()), 'unseen'],
    ['a reference', Type.Ref('Node'), 'unseen'],
    ['what cannot be seen', undefined, 'unseen'],
    ['anything', true, 'unseen'],
    ['a union where all have it', Type.Union([A, A]), 'required'],
    ['a union where one may have it', Type.Union([A, MaybeA]), 'optional'],
    ['a union where one has it not', Type.Union([MaybeA, B]), 'missing'],
    ['a union where one cannot be seen', Type.Union([A, Type.Ref('Node')]), 'unseen'],
    ['one of two', { oneOf: [A, B] }, 'missing'],
    ['an intersection where one has it', Type.Intersect([B, MaybeA, A]), 'required'],
    ['an intersection where one may have it', Type.Intersect([B, MaybeA]), 'optional'],
    ['an intersection where one cannot be seen', Type.Intersect([B, Type.Ref('Node')]), 'unseen'],
    ['an intersection where none has it', Type.Intersect([B, B]), 'missing'],
    ['an empty union', { anyOf: [] }, 'unseen'],
  ])('%s: %s', (_, schema, presence) => {
    expect(presenceOf('a', schema)).toBe(presence);
  });
});
