import { isBytesSchema } from './bytes.ts';
import type { AnyContract } from './contract.ts';
import { proceduresOf, topicsOf } from './entries.ts';
import type { Delivery } from './event.ts';
import { isObject, type JsonSchema, SCHEMA_MAPS } from './json-schema.ts';
import type { Kind, Procedure } from './procedure.ts';
import type { Schema } from './schema.ts';
import type { Topic } from './topic.ts';
import { visibleSchema, type WireForm } from './visible-schema.ts';

/** The schemas of a procedure. What it does not declare is missing; an error without data has `null`. */
export interface ProcedureSchemas {
  readonly name: string;
  readonly kind: Kind;
  readonly params?: JsonSchema;
  readonly input?: JsonSchema;
  readonly item?: JsonSchema;
  readonly result?: JsonSchema;
  readonly errors: { readonly [name: string]: JsonSchema | null };
}

/** The schema of an event's payload. */
export interface EventSchema {
  readonly delivery: Delivery;
  readonly payload: JsonSchema;
}

/** The schemas of a topic. What it does not declare is missing. */
export interface TopicSchemas {
  readonly name: string;
  readonly params?: JsonSchema;
  readonly snapshot?: JsonSchema;
  readonly presence?: JsonSchema;
  readonly events: { readonly [name: string]: EventSchema };
}

/** The JSON Schemas of everything in a contract. */
export interface ContractSchemas {
  readonly procedures: readonly ProcedureSchemas[];
  readonly topics: readonly TopicSchemas[];
  readonly client: readonly ProcedureSchemas[];
}

/**
 * Writes the JSON Schemas of a contract, of values as they are on a plain JSON-RPC wire.
 *
 * Those of TypeBox stand as they are, without its own members; `bytes()` is a string of base64. A Standard Schema that cannot
 * write one, or has a transform that JSON Schema cannot say, is `true`.
 */
export function jsonSchemasOf(contract: AnyContract): ContractSchemas {
  return {
    procedures: proceduresOf(contract).map((procedure) => procedureSchemas(procedure, 'input', 'output')),
    topics: topicsOf(contract).map(topicSchemas),
    client: proceduresOf(contract, 'client').map((procedure) => procedureSchemas(procedure, 'output', 'input')),
  };
}

/** The server is the side that checks: what it is sent is in the form `input`, what it sends in the form `output`. */
function procedureSchemas(procedure: Procedure, request: WireForm, response: WireForm): ProcedureSchemas {
  const { '~name': name, kind, params, input, item, result, errors } = procedure;
  const errorSchemas = Object.entries(errors).map(([error, schema]) => [error, schema === null ? null : jsonSchema(schema, response)]);
  return {
    name,
    kind,
    ...(params && { params: jsonSchema(params, request) }),
    ...(input && { input: jsonSchema(input, request) }),
    ...(item && { item: jsonSchema(item, response) }),
    ...(result && { result: jsonSchema(result, response) }),
    errors: Object.fromEntries(errorSchemas),
  };
}

function topicSchemas({ '~name': name, params, snapshot, presence, events }: Topic): TopicSchemas {
  const eventSchemas = Object.entries(events).map(([event, { delivery, schema }]) => [
    event,
    { delivery, payload: jsonSchema(schema, 'output') },
  ]);
  return {
    name,
    ...(params && { params: jsonSchema(params, 'input') }),
    ...(snapshot && { snapshot: jsonSchema(snapshot, 'output') }),
    ...(presence && { presence: jsonSchema(presence, 'output') }),
    events: Object.fromEntries(eventSchemas),
  };
}

function jsonSchema(schema: Schema, form: WireForm): JsonSchema {
  const visible = visibleSchema(schema, form) ?? true;
  return isObject(visible) ? plainKeywords(visible, false) : visible;
}

/** A copy that JSON can write. `isMap`: the keys are the author's names, which may be anything. */
function plainKeywords(schema: object, isMap: boolean): Readonly<Record<string, unknown>> {
  if (isBytesSchema(schema)) return { type: 'string', contentEncoding: 'base64' };
  const kept = Object.entries(schema).filter(([key]) => isMap || !key.startsWith('~'));
  return Object.fromEntries(kept.map(([key, value]: [string, unknown]) => [key, plainValue(value, !isMap && SCHEMA_MAPS.has(key))]));
}

function plainValue(value: unknown, isMap: boolean): unknown {
  if (Array.isArray(value)) return value.map((member: unknown) => plainValue(member, false));
  // What TypeBox allows as a keyword's value and JSON has not.
  if (value instanceof RegExp) return value.source;
  if (typeof value === 'bigint') return Number(value);
  return isObject(value) ? plainKeywords(value, isMap) : value;
}
