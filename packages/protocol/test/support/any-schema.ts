import fc from 'fast-check';
import Type, { type TSchema } from 'typebox';
import { bytes } from '../../src/contract/bytes.ts';
import { isTypeBoxSchema, type TypeBoxSchema } from '../../src/contract/schema.ts';
import { inside, shapeOf } from '../../src/validation/typebox-shape.ts';

/** A schema of TypeBox, and a value that may match it. */
export interface SchemaAndValue {
  readonly schema: TypeBoxSchema;
  readonly value: unknown;
}

const NAMES = ['a', 'b', 'kind', 'toString'];

const anyLeafSchema = fc.constantFrom<TSchema>(
  Type.String(),
  Type.String({ maxLength: 2 }),
  Type.String({ pattern: '^a' }),
  Type.Number(),
  Type.Integer({ minimum: 0 }),
  Type.Number({ default: 5 }),
  Type.Boolean(),
  Type.Null(),
  Type.Literal('a'),
  Type.Literal(1),
  Type.Enum(['a', 'b']),
  Type.Unknown(),
  bytes(),
);

function anySchemaOf(depth: number): fc.Arbitrary<TSchema> {
  if (depth === 0) return anyLeafSchema;
  const part = anySchemaOf(depth - 1);
  const object = fc.record({
    properties: fc.dictionary(fc.constantFrom(...NAMES), fc.tuple(part, fc.boolean()), { maxKeys: 3 }),
    closed: fc.boolean(),
  });
  const anyObject = object.map(({ properties, closed }) => objectOf(properties, closed ? { additionalProperties: false } : {}));
  const arbitraries: fc.Arbitrary<TSchema>[] = [
    anyLeafSchema,
    anyObject,
    part.map((items) => Type.Array(items, { maxItems: 3 })),
    fc.array(part, { maxLength: 2 }).map((items) => Type.Tuple(items)),
    part.map((values) => Type.Record(Type.String(), values)),
    fc.array(part, { minLength: 1, maxLength: 3 }).map((branches) => Type.Union(branches)),
    fc
      .tuple(anyObject, anyObject, fc.boolean())
      .map(([one, other, closed]) => Type.Intersect([one, other], closed ? { unevaluatedProperties: false } : {})),
  ];
  return fc.oneof(...arbitraries);
}

function objectOf(properties: Record<string, [schema: TSchema, optional: boolean]>, options: { additionalProperties?: boolean }): TSchema {
  const named = Object.entries(properties).map(([name, [schema, optional]]) => [name, optional ? Type.Optional(schema) : schema]);
  return Type.Object(Object.fromEntries(named), options);
}

const anyLeaf: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>('a', 'b', 'abc', '', 0, 1, -1, 1.5, true, null, undefined),
  fc.uint8Array({ maxLength: 3 }),
);

/** Any plain data. */
const anything: fc.Arbitrary<unknown> = fc.oneof(
  anyLeaf,
  fc.array(anyLeaf, { maxLength: 4 }),
  fc.dictionary(fc.constantFrom(...NAMES, '__proto__'), anyLeaf, { maxKeys: 4 }),
);

/** Values that look as a schema says, perhaps with something else here and there. */
function valueLike(schema: TSchema, strays: boolean): fc.Arbitrary<unknown> {
  return strays ? fc.oneof({ arbitrary: meant(schema, true), weight: 15 }, { arbitrary: anything, weight: 1 }) : meant(schema, false);
}

function meant(schema: TSchema, strays: boolean): fc.Arbitrary<unknown> {
  const part = (schema: TSchema) => valueLike(schema, strays);
  const shape = shapeOf(schema, {});
  switch (shape.kind) {
    case 'object': {
      const named = fc.record(Object.fromEntries(shape.properties.map(([name, schema]) => [name, part(schema)])), { requiredKeys: [] });
      const [others] = shape.others.map(({ schema }) => fc.dictionary(fc.constantFrom(...NAMES), part(schema)));
      return others === undefined ? named : fc.tuple(others, named).map(([other, one]) => ({ ...other, ...one }));
    }
    case 'array':
      return fc.array(part(shape.items), { maxLength: 4 });
    case 'tuple':
      return fc.tuple(...shape.items.map(part));
    case 'union':
      return fc.oneof(...shape.of.map(part));
    case 'intersection':
      return fc.tuple(...shape.of.map((schema) => meant(schema, strays))).map((parts) => Object.assign({}, ...parts));
    default:
      return anyLeaf;
  }
}

const anySchema = anySchemaOf(3).filter(isTypeBoxSchema);

/** Any schema that a contract may have, without transforms, with a value. */
export const anySchemaAndValue = anySchema.chain((schema) => valueLike(schema, true).map((value): SchemaAndValue => ({ schema, value })));

/** The same with a value of the right shape, which is wrong in a leaf at most. */
export const anySchemaAndShape = anySchema.chain((schema) => valueLike(schema, false).map((value): SchemaAndValue => ({ schema, value })));

/** Tells whether a schema, or one inside of it, is as asked. */
export function someInside(schema: TSchema, isWanted: (schema: TSchema) => boolean): boolean {
  return isWanted(schema) || inside(shapeOf(schema, {})).some((part) => someInside(part, isWanted));
}

/** A date as a string on the wire. */
export const DateText = Type.Codec(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T' }))
  .Decode((text) => new Date(text))
  .Encode((date) => date.toISOString());

/** A number as a string on the wire. */
export const NumberText = Type.Codec(Type.String({ pattern: '^-?\\d+$' }))
  .Decode((text) => Number(text))
  .Encode((number) => String(number));
