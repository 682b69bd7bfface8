import { isBytesSchema } from '../contract/bytes.ts';
import { isTypeBoxSchema, type Schema } from '../contract/schema.ts';
import { decodeBase64 } from '../envelope/base64.ts';
import { calls, changeBy, type Pass } from './typebox-change.ts';
import type { Checks } from './typebox-check.ts';
import { leavesFirst } from './typebox-order.ts';
import { DEFAULTS } from './typebox-passes.ts';

const BYTES: Pick<Pass, 'own'> = { own: (schema) => (isBytesSchema(schema) ? fromBase64 : undefined) };

/** Defaults besides, because a branch of a union may match with both only. */
const BYTES_AND_DEFAULTS: Pass = {
  own: (schema) => BYTES.own(schema) ?? DEFAULTS.own(schema),
  order: 'own-first',
  choice: 'last-resort',
};

/**
 * Makes the function that reads bytes out of what plain JSON-RPC carries: base64 strings, where the schema has `bytes()` (protocol §2).
 * It runs before validation; a string that is no base64 stays one and is found there. `undefined` when there are no bytes in the schema, and
 * for a Standard Schema, which cannot tell.
 *
 * In a union a value that a branch accepts as it is stays as it is: of `bytes()` or a string, a string is the string.
 */
export function plainBytes(schema: Schema | undefined, checks: Checks): ((value: unknown) => unknown) | undefined {
  if (!isTypeBoxSchema(schema) || !calls(BYTES, schema)) return undefined;
  const change = changeBy(BYTES_AND_DEFAULTS, checks, leavesFirst(schema));
  return change === undefined ? undefined : (value) => change(value, []);
}

function fromBase64(value: unknown): unknown {
  return typeof value === 'string' ? (decodeBase64(value) ?? value) : value;
}
