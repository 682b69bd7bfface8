import { IsRefine, type TSchema } from 'typebox';

const PARTS: ReadonlySet<string> = new Set([
  '$id',
  'items',
  'anyOf',
  'allOf',
  '$defs',
  '$ref',
  'unevaluatedProperties',
  'uniqueItems',
  'contains',
]);
const NAMES: ReadonlySet<string> = new Set(['properties', 'patternProperties']);
const EACH_NAME: ReadonlySet<string> = new Set(['additionalProperties', 'propertyNames']);

/**
 * What a schema says of a value itself, not of its parts; `undefined` when that is nothing. What it says of each name only when these are
 * `few`, what compares the parts with each other never.
 */
export function surfaceOf(schema: TSchema, few: boolean): TSchema | undefined {
  const says = Object.entries(schema).flatMap(([keyword, what]) => {
    if (PARTS.has(keyword) || (EACH_NAME.has(keyword) && (!few || typeof what === 'object'))) return [];
    return [[keyword, NAMES.has(keyword) ? withoutSchemas(what) : what] as const];
  });
  return says.length === 0 ? undefined : Object.fromEntries(says);
}

function withoutSchemas(schemas: object): object {
  return Object.fromEntries(Object.keys(schemas).map((name) => [name, {}]));
}

/** The refinements of a schema by themselves. They run last, since they rely on everything else being right. */
export function refinementOf(schema: TSchema): TSchema | undefined {
  return IsRefine(schema) ? { '~refine': schema['~refine'] } : undefined;
}
