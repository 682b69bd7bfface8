import { type JsonSchema, mayBeStructured, subschemas } from './json-schema.ts';
import { isStandardSchema, isTypeBoxSchema, type Schema } from './schema.ts';
import { visibleSchema, type WireForm } from './visible-schema.ts';

/** One fault in a contract: where, and what. */
export type Fault = `${string}: ${string}`;

/** Faults of one definition. */
export type Faults = Generator<Fault, void, undefined>;

const FORMS: readonly WireForm[] = ['input', 'output'];

/** Whether a value can be used as a schema; {@link schemaFaults} says what is wrong. */
export function isSchema(value: unknown): value is Schema {
  return isStandardSchema(value) || isTypeBoxSchema(value);
}

/** What is wrong with a schema: it is none, or it has a property that JSON messages need for bytes (protocol §2). */
export function* schemaFaults(path: string, value: unknown): Faults {
  if (!isSchema(value)) {
    yield `${path}: ${describe(value)} is no schema of typebox 1.x, nor of a library with Standard Schema (Zod, Valibot …)`;
    return;
  }
  // The two forms of a Standard Schema often have the same fault.
  const places = new Set(FORMS.flatMap((form) => bytesPlaces(visibleSchema(value, form))));
  for (const place of places) yield `${path}${place}.$bytes: the name is reserved for bytes in JSON`;
  if (isTypeBoxSchema(value)) yield* kindFaults(path, value);
}

/** Kinds of TypeBox whose values are no plain data. With a transform it is the encoded form that counts. */
const UNSENDABLE_KINDS: readonly unknown[] = ['BigInt', 'Function', 'Constructor', 'Symbol', 'Promise', 'Iterator', 'AsyncIterator'];

function* kindFaults(path: string, root: unknown): Faults {
  for (const [place, schema] of subschemas(root)) {
    const kind = '~kind' in schema ? schema['~kind'] : undefined;
    if (UNSENDABLE_KINDS.includes(kind)) yield `${path}${place}: a ${String(kind)} cannot be sent; only JSON's types and bytes() can`;
  }
}

function bytesPlaces(root: JsonSchema | undefined): readonly string[] {
  return [...subschemas(root)].flatMap(([place, { properties }]) =>
    typeof properties === 'object' && properties !== null && Object.hasOwn(properties, '$bytes') ? [place] : [],
  );
}

/** What is wrong with the schema of params besides: JSON-RPC knows objects and lists only. `form`: in which they are on the wire. */
export function* paramsFaults(path: string, value: unknown, form: WireForm): Faults {
  yield* schemaFaults(path, value);
  if (isSchema(value) && !mayBeStructured(visibleSchema(value, form))) yield `${path}: params must be an object or a list`;
}

/** What is wrong with the schema of a topic's params besides: they identify the room, so both sides must have the same. */
export function* roomParamsFaults(path: string, value: unknown): Faults {
  yield* paramsFaults(path, value, 'input');
  if (!isTypeBoxSchema(value)) return;
  for (const [place, schema] of subschemas(value)) {
    if ('~codec' in schema) yield `${path}${place}: params of a topic may not be transformed, they identify the room`;
  }
}

function describe(value: unknown): string {
  if (typeof value === 'object' && value !== null) return 'a plain object, as a JSON Schema or one of @sinclair/typebox is,';
  return typeof value === 'function' ? 'a function (is it to be called?)' : String(value);
}
