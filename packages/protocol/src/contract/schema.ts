import type { StaticDecode, StaticEncode, TSchema } from 'typebox';

/** One fault that a Standard Schema found: where, as keys or objects with a `key`, and what. */
export interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** The answer of a Standard Schema: the output, or why there is none. */
export type StandardResult<Out> =
  | { readonly value: Out; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[]; readonly value?: unknown };

/** Writes the JSON Schema of one direction (Standard JSON Schema v1). @throws {Error} for what JSON Schema cannot say. */
export type StandardJsonSchema = (options: { readonly target: 'draft-2020-12' }) => unknown;

/** The part of Standard Schema (specification v1) that is used here; Zod, Valibot and ArkType have it. */
export interface StandardSchema<In = unknown, Out = In> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<Out> | Promise<StandardResult<Out>>;
    readonly types?: { readonly input: In; readonly output: Out } | undefined;
    /** Standard JSON Schema v1; Zod has it, Valibot does not. */
    readonly jsonSchema?: { readonly input: StandardJsonSchema; readonly output: StandardJsonSchema } | undefined;
  };
}

/** A schema of TypeBox 1.x. `TSchema` alone is `{}` and would accept 5; every schema has one of these members. */
export type TypeBoxSchema = TSchema & ({ readonly '~kind': string } | { readonly '~unsafe': unknown });

/** What a contract takes as a schema. Plain JSON Schema objects are none: their types cannot be inferred. */
export type Schema = TypeBoxSchema | StandardSchema;

/** Which side of a connection code runs on. The types of a schema with transforms differ between them. */
export type Side = 'client' | 'server';

/** The side at the other end. */
export type Other<On extends Side> = On extends 'client' ? 'server' : 'client';

type Types<S> = S extends { readonly '~standard': { readonly types?: infer T } } ? NonNullable<T> : never;

/** What code on `On` writes when it sends a value of schema `S`. No schema: `undefined`. */
export type Sent<S, On extends Side> = S extends StandardSchema
  ? Types<S>['input']
  : S extends TypeBoxSchema
    ? On extends 'client'
      ? StaticEncode<S>
      : StaticDecode<S>
    : undefined;

/** What code on `On` reads when it receives a value of schema `S`. No schema: `undefined`. */
export type Got<S, On extends Side> = S extends StandardSchema
  ? Types<S>['output']
  : S extends TypeBoxSchema
    ? On extends 'client'
      ? StaticEncode<S>
      : StaticDecode<S>
    : undefined;

/** Tells whether a value is a Standard Schema; some are functions. */
export function isStandardSchema(value: unknown): value is StandardSchema {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || !('~standard' in value)) return false;
  const standard = value['~standard'];
  return (
    typeof standard === 'object' &&
    standard !== null &&
    'version' in standard &&
    standard.version === 1 &&
    'validate' in standard &&
    typeof standard.validate === 'function'
  );
}

/** Tells whether a value is a schema of TypeBox 1.x. One that is a Standard Schema as well is taken as that. */
export function isTypeBoxSchema(value: unknown): value is TypeBoxSchema {
  return typeof value === 'object' && value !== null && !isStandardSchema(value) && ('~kind' in value || '~unsafe' in value);
}
