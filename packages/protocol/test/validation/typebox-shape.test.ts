import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { bytes } from '../../src/contract/bytes.ts';
import { hasProperties, inside, isRecursive, otherOf, shapeOf } from '../../src/validation/typebox-shape.ts';

const Text = Type.String();
const Count = Type.Number();
const Node = Type.Cyclic({ Node: Type.Object({ next: Type.Optional(Type.Ref('Node')) }) }, 'Node');

describe('shapeOf', () => {
  it.each([
    ['an object', Type.Object({ a: Text, b: Type.Optional(Count) }), ['a', 'b'], 0],
    ['an object with other properties', Type.Object({ a: Text }, { additionalProperties: Count }), ['a'], 1],
    ['a closed object', Type.Object({ a: Text }, { additionalProperties: false }), ['a'], 0],
    ['a record', Type.Record(Text, Count), [], 1],
    ['a record with other properties', Type.Record(Type.Integer(), Count, { additionalProperties: Text }), [], 2],
  ])('reads %s', (_, schema, names, others) => {
    const shape = shapeOf(schema, {});
    expect(shape.kind === 'object' && [shape.properties.map(([name]) => name), shape.others.length]).toEqual([names, others]);
  });

  it.each([
    ['an array', Type.Array(Text), { kind: 'array', items: Text }],
    ['a tuple', Type.Tuple([Text, Count]), { kind: 'tuple', items: [Text, Count] }],
    ['a union', Type.Union([Text, Count]), { kind: 'union', of: [Text, Count] }],
    ['an intersection', Type.Intersect([Text, Count]), { kind: 'intersection', of: [Text, Count] }],
    ['a reference', Type.Ref('Text'), { kind: 'reference', target: Text, definitions: { Text } }],
    ['a reference to nowhere', Type.Ref('Nowhere'), { kind: 'leaf' }],
    ['a reference to what every object has', Type.Ref('constructor'), { kind: 'leaf' }],
    ['a string', Text, { kind: 'leaf' }],
    ['bytes', bytes(), { kind: 'leaf' }],
    ['JSON Schema', Type.Unsafe({ type: 'object', properties: { a: {} } }), { kind: 'leaf' }],
  ])('reads %s', (_, schema, expected) => {
    expect(shapeOf(schema, { Text })).toEqual(expected);
  });

  it('adds the definitions of a cyclic type to those around it', () => {
    const shape = shapeOf(Node, { Text });
    expect(shape.kind === 'reference' && Object.keys(shape.definitions)).toEqual(['Text', 'Node']);
  });

  it('matches the names of a record by its pattern', () => {
    const shape = shapeOf(Type.Record(Type.Integer(), Count), {});
    expect(shape.kind === 'object' && ['1', 'a'].map((name) => otherOf(name, shape.others)?.schema)).toEqual([Count, undefined]);
  });
});

describe('inside', () => {
  it.each([
    ['an object', Type.Object({ a: Text }, { additionalProperties: Count }), [Text, Count]],
    ['an array', Type.Array(Text), [Text]],
    ['a tuple', Type.Tuple([Text, Count]), [Text, Count]],
    ['a union', Type.Union([Text, Count]), [Text, Count]],
    ['an intersection', Type.Intersect([Text, Count]), [Text, Count]],
    ['a reference', Type.Ref('Text'), [Text]],
    ['a leaf', Text, []],
  ])('lists the schemas in %s', (_, schema, expected) => {
    expect(inside(shapeOf(schema, { Text }))).toEqual(expected);
  });
});

describe('isRecursive', () => {
  it.each([
    [Node, true],
    [Type.Object({ tree: Type.Array(Node) }), true],
    [Type.Object({ tree: Type.Array(Text) }), false],
  ])('finds references (%#)', (schema, expected) => {
    expect(isRecursive(schema, {})).toBe(expected);
  });
});

describe('hasProperties', () => {
  it.each([
    [{}, true],
    [Object.create(null), true],
    [[], false],
    [Uint8Array.of(1), false],
    [null, false],
    ['text', false],
  ])('tells an object from arrays and bytes (%#)', (value, expected) => {
    expect(hasProperties(value)).toBe(expected);
  });
});
