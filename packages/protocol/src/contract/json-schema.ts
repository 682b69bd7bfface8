import { isBytesSchema } from './bytes.ts';

/** A JSON Schema: what it says, or `true` for anything and `false` for nothing. */
export type JsonSchema = boolean | JsonSchemaObject;

/** The keywords of a JSON Schema and their values. */
export type JsonSchemaObject = { readonly [keyword: string]: unknown };

/** Keywords whose value maps names of the author's to schemas; every other key of a schema is a keyword. */
export const SCHEMA_MAPS: ReadonlySet<string> = new Set([
  'properties',
  'patternProperties',
  '$defs',
  'definitions',
  'dependentSchemas',
  'dependencies',
]);

/** Keywords whose value is a schema or a list of them. */
const SCHEMA_KEYWORDS: ReadonlySet<string> = new Set([
  ...['items', 'prefixItems', 'additionalItems', 'unevaluatedItems', 'contains'],
  ...['additionalProperties', 'unevaluatedProperties', 'propertyNames'],
  ...['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else'],
]);

/** Tells an object that is no list from everything else. */
export function isObject(value: unknown): value is JsonSchemaObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A schema with its place in the value: `trades[].price`; empty for the whole. */
export type PlacedSchema = readonly [place: string, schema: JsonSchemaObject];

/** Walks a JSON Schema and every schema in it, each once. */
export function* subschemas(root: unknown, place = '', seen: Set<unknown> = new Set()): Generator<PlacedSchema> {
  if (!isObject(root) || seen.has(root)) return;
  seen.add(root);
  yield [place, root];
  for (const [keyword, value] of Object.entries(root)) {
    if (SCHEMA_MAPS.has(keyword) && isObject(value)) {
      for (const [name, schema] of Object.entries(value)) {
        yield* subschemas(schema, keyword === 'properties' ? `${place}.${name}` : place, seen);
      }
    } else if (SCHEMA_KEYWORDS.has(keyword)) {
      const inside = /items|contains/i.test(keyword) ? `${place}[]` : place;
      for (const schema of Array.isArray(value) ? value : [value]) yield* subschemas(schema, inside, seen);
    }
  }
}

/**
 * Tells whether a value of the schema may be an object or a list, as JSON-RPC wants params to be. True where it cannot be seen.
 */
export function mayBeStructured(schema: unknown): boolean {
  if (!isObject(schema)) return true;
  const { const: only, enum: choices, type, anyOf, oneOf, allOf } = schema;
  if (isBytesSchema(schema) || (only !== undefined && !isStructure(only))) return false;
  if (Array.isArray(choices) && !choices.some(isStructure)) return false;
  if (type !== undefined && !(Array.isArray(type) ? type : [type]).some((name) => name === 'object' || name === 'array')) return false;
  if (Array.isArray(anyOf) && !anyOf.some(mayBeStructured)) return false;
  if (Array.isArray(oneOf) && !oneOf.some(mayBeStructured)) return false;
  return !Array.isArray(allOf) || allOf.every(mayBeStructured);
}

function isStructure(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** How sure a property is to be in a value of a schema. `unseen`: the schema does not tell. */
export type Presence = 'required' | 'optional' | 'missing' | 'unseen';

/** Tells how sure a property is to be in every value of the schema. */
export function presenceOf(property: string, schema: unknown): Presence {
  if (!isObject(schema)) return 'unseen';
  const { type, properties, required, anyOf, oneOf, allOf } = schema;
  if (isObject(properties) && Object.hasOwn(properties, property)) {
    return Array.isArray(required) && required.includes(property) ? 'required' : 'optional';
  }
  const branches = Array.isArray(anyOf) ? anyOf : oneOf;
  if (Array.isArray(branches)) return pick(branches, property, ['missing', 'optional', 'unseen', 'required']);
  if (Array.isArray(allOf)) return pick(allOf, property, ['required', 'optional', 'unseen', 'missing']);
  return isObject(properties) || (typeof type === 'string' && type !== 'object') ? 'missing' : 'unseen';
}

/** The first of the order that any branch answers: the least sure one decides a union, the surest an intersection. */
function pick(branches: readonly unknown[], property: string, order: readonly Presence[]): Presence {
  const found = branches.map((branch) => presenceOf(property, branch));
  return order.find((presence) => found.includes(presence)) ?? 'unseen';
}
