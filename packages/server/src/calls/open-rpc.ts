import {
  type AnyContract,
  type JsonSchema,
  type JsonSchemaObject,
  jsonSchemasOf,
  type ProcedureSchemas,
  type TopicSchemas,
} from '@trunkline/protocol';
import { DECLARED_ERROR_CODE } from '@trunkline/protocol/wire';

/** A param, or the result, of a method. */
export interface OpenRpcContent {
  readonly name: string;
  readonly required?: boolean;
  readonly schema: JsonSchema;
}

/** An error that a procedure declares; in the place of its data stands their schema. */
export interface OpenRpcError {
  readonly code: number;
  readonly message: string;
  readonly data: { readonly name: string; readonly data?: JsonSchema };
}

/** What OpenRPC has no word for. */
export interface OpenRpcStreams {
  readonly kind: 'query' | 'mutation';
  /** Of params that are no object of named ones; the list of params is empty then. */
  readonly params?: JsonSchema;
  /** Of an item of each stream. */
  readonly items?: JsonSchema;
  readonly input?: JsonSchema;
  /** Of the response of a procedure with items: plain JSON-RPC is answered with the items instead. */
  readonly result?: JsonSchema;
}

/** A procedure as plain JSON-RPC calls it. One with input cannot be called so. */
export interface OpenRpcMethod {
  readonly name: string;
  readonly paramStructure: 'by-name' | 'either';
  readonly params: readonly OpenRpcContent[];
  readonly result: OpenRpcContent;
  readonly errors: readonly OpenRpcError[];
  readonly 'x-trunkline': OpenRpcStreams;
}

/** The OpenRPC 1.3.2 document of a contract. */
export interface OpenRpcDocument {
  readonly openrpc: '1.3.2';
  readonly info: { readonly title: string; readonly version: string };
  readonly methods: readonly OpenRpcMethod[];
  readonly 'x-trunkline': { readonly topics: readonly TopicSchemas[]; readonly client: readonly ProcedureSchemas[] };
}

/** Describes a contract for clients that know nothing of it. A contract has no title nor version of its own. */
export function openRpcOf(contract: AnyContract): OpenRpcDocument {
  const { procedures, topics, client } = jsonSchemasOf(contract);
  return {
    openrpc: '1.3.2',
    info: { title: 'Trunkline', version: '1' },
    methods: procedures.map(methodOf),
    'x-trunkline': { topics, client },
  };
}

function methodOf({ name, kind, params, input, item, result, errors }: ProcedureSchemas): OpenRpcMethod {
  const named = params === undefined ? [] : namedParams(params);
  return {
    name,
    paramStructure: named === undefined ? 'either' : 'by-name',
    params: named ?? [],
    result: { name: 'result', schema: item === undefined ? (result ?? { type: 'null' }) : { type: 'array', items: item } },
    errors: Object.entries(errors).map(([error, schema]) => errorOf(error, schema)),
    'x-trunkline': {
      kind,
      ...(params !== undefined && named === undefined && { params }),
      ...(item !== undefined && { items: item, ...(result !== undefined && { result }) }),
      ...(input !== undefined && { input }),
    },
  };
}

/** The params one by one, required ones first as OpenRPC wants them, where the schema is of an object and its properties can stand alone. */
function namedParams(schema: JsonSchema): readonly OpenRpcContent[] | undefined {
  if (typeof schema === 'boolean' || schema.type !== 'object' || !isObject(schema.properties)) return undefined;
  // A reference leads from the root of the schema, where a property would not be found any more.
  if (JSON.stringify(schema).includes('"$ref"')) return undefined;
  const required: unknown = schema.required;
  const params = Object.entries(schema.properties).map(([name, property]) => ({
    name,
    required: Array.isArray(required) && required.includes(name),
    schema: typeof property === 'boolean' || isObject(property) ? property : true,
  }));
  return params.sort((one, other) => Number(other.required) - Number(one.required));
}

function errorOf(name: string, schema: JsonSchema | null): OpenRpcError {
  return { code: DECLARED_ERROR_CODE, message: name, data: schema === null ? { name } : { name, data: schema } };
}

function isObject(value: unknown): value is JsonSchemaObject {
  return typeof value === 'object' && value !== null;
}
