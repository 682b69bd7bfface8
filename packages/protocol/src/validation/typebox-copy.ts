import { IsArray, IsCyclic, IsIntersect, IsObject, IsRecord, IsSchema, IsTuple, IsUnion, type TSchema } from 'typebox';

/** Copies a schema with some keywords replaced. TypeBox keeps kinds, modifiers and refinements in hidden properties, which a spread would lose. */
export function copyWith<S extends TSchema>(schema: S, keywords: Readonly<Record<string, unknown>>): S {
  return Object.create(Object.prototype, { ...Object.getOwnPropertyDescriptors(schema), ...Object.getOwnPropertyDescriptors(keywords) });
}

/** Copies a schema with each schema directly inside of it replaced; the names that references lead to stay. */
export function copyInside<S extends TSchema>(schema: S, replaced: (part: TSchema) => TSchema): S {
  if (IsObject(schema)) return copyWith(schema, { properties: each(schema.properties, replaced), ...rest(schema, replaced) });
  if (IsRecord(schema)) return copyWith(schema, { patternProperties: each(schema.patternProperties, replaced), ...rest(schema, replaced) });
  if (IsArray(schema)) return copyWith(schema, { items: replaced(schema.items) });
  if (IsTuple(schema)) return copyWith(schema, { items: schema.items.map(replaced) });
  if (IsUnion(schema)) return copyWith(schema, { anyOf: schema.anyOf.map(replaced) });
  if (IsIntersect(schema)) return copyWith(schema, { allOf: schema.allOf.map(replaced) });
  return IsCyclic(schema) ? copyWith(schema, { $defs: each(schema.$defs, replaced) }) : schema;
}

function each(schemas: Readonly<Record<string, TSchema>>, replaced: (part: TSchema) => TSchema): Record<string, TSchema> {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, replaced(schema)]));
}

function rest(schema: TSchema, replaced: (part: TSchema) => TSchema): { additionalProperties?: TSchema } {
  const others = 'additionalProperties' in schema ? schema.additionalProperties : undefined;
  return IsSchema(others) ? { additionalProperties: replaced(others) } : {};
}
