import { isObject, type JsonSchema } from './json-schema.ts';
import { isStandardSchema, type Schema } from './schema.ts';

/**
 * Which form of a value is on the wire: what goes to the side that checks (`input`), or what comes from it (`output`).
 *
 * Differs under Standard Schema only; TypeBox has its encoded form on the wire both ways.
 */
export type WireForm = 'input' | 'output';

/**
 * The JSON Schema of a schema's values on the wire, if it can be seen.
 *
 * TypeBox schemas are JSON Schemas; a Standard Schema may be able to write one (`~standard.jsonSchema`: Zod does, Valibot does not).
 */
export function visibleSchema(schema: Schema, form: WireForm): JsonSchema | undefined {
  if (!isStandardSchema(schema)) return isObject(schema) ? schema : undefined;
  try {
    const written = schema['~standard'].jsonSchema?.[form]({ target: 'draft-2020-12' });
    return typeof written === 'boolean' || isObject(written) ? written : undefined;
  } catch {
    // JSON Schema cannot say it: a transform's output, for example.
    return undefined;
  }
}
