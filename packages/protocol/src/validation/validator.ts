import { isStandardSchema, type Schema, type StandardResult, type StandardSchema } from '../contract/schema.ts';
import type { Checks } from './typebox-check.ts';
import { type TypeBoxValidator, typeBoxValidator } from './typebox-validator.ts';
import { invalid, invalidByStandard, type MaybeLater, type Validated } from './validation-issue.ts';

/**
 * Checks and transforms the values of one entry of a contract: its params, result, item, input, payload, snapshot, state or error data.
 *
 * Received values are never changed; the answer is the very same value where the schema changes nothing. Properties that a TypeBox schema
 * does not name stay, unless it says `additionalProperties: false`. What a Standard Schema or a refinement throws is thrown: a bug of the
 * application. What a transform throws is an issue.
 */
export interface Validator {
  /** Reads what a client wrote. TypeBox: fills in defaults, checks, decodes. Standard Schema: gives its output. */
  receive(value: unknown): MaybeLater;
  /** Writes what the server sends. TypeBox: encodes, checks. Standard Schema: gives its output, so that unknown properties are stripped. */
  send(value: unknown): MaybeLater;
  /** As {@link send} without the check of TypeBox, for servers that check what they send in development only. */
  encode(value: unknown): MaybeLater;
  /** Tells whether `receive` would take a value, and gives it back as it is: for a client that knows its contract by value. */
  check(value: unknown): MaybeLater;
}

/**
 * Makes the validator of a result, item, payload or the like. Without a schema there is no value: `undefined` or `null`.
 *
 * Compiles when it is first used, since a large contract has thousands of schemas (0.25 ms and 16 KiB each) and one client uses few of them.
 */
export function valueValidator(schema: Schema | undefined, checks: Checks): Validator {
  if (schema === undefined) return noValue(isNothing);
  if (isStandardSchema(schema)) return standardValidator(schema);
  let compiled: TypeBoxValidator | undefined;
  const validator = () => {
    compiled ??= typeBoxValidator(schema, checks);
    return compiled;
  };
  return {
    receive: (value) => validator().receive(value),
    send: (value) => validator().send(value),
    encode: (value) => validator().encode(value),
    check: (value) => validator().check(value),
  };
}

/**
 * Makes the validator of params, which may be left out where the schema requires nothing: they are `undefined` then, or if the schema does
 * not take that, `{}`. Without a schema an empty object or array will do as well.
 */
export function paramsValidator(schema: Schema | undefined, checks: Checks): Validator {
  if (schema === undefined) return noValue(isEmpty);
  const { receive, send, encode, check } = valueValidator(schema, checks);
  return { receive: orEmpty(receive), send: orEmpty(send), encode: orEmpty(encode), check: orEmpty(check) };
}

function orEmpty(validate: (value: unknown) => MaybeLater): (value: unknown) => MaybeLater {
  return (params) => {
    if (params !== undefined) return validate(params);
    const otherwise = (answer: Validated): MaybeLater => (answer.ok ? answer : validate({}));
    const answer = validate(undefined);
    return answer instanceof Promise ? answer.then(otherwise) : otherwise(answer);
  };
}

function noValue(isNone: (value: unknown) => boolean): Validator {
  const validate = (value: unknown): Validated =>
    isNone(value) ? { ok: true, value: undefined } : invalid([{ path: '', message: 'must be left out' }]);
  return { receive: validate, send: validate, encode: validate, check: validate };
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}

function isEmpty(params: unknown): boolean {
  return params === undefined || (typeof params === 'object' && params !== null && Object.keys(params).length === 0);
}

function standardValidator(schema: StandardSchema): Validator {
  const parse = (value: unknown): MaybeLater => {
    const result = schema['~standard'].validate(value);
    return result instanceof Promise ? result.then((later) => parsed(later, value)) : parsed(result, value);
  };
  const check = (value: unknown): MaybeLater => {
    const unchanged = (answer: Validated): Validated => (answer.ok ? { ok: true, value } : answer);
    const answer = parse(value);
    return answer instanceof Promise ? answer.then(unchanged) : unchanged(answer);
  };
  return { receive: parse, send: parse, encode: parse, check };
}

function parsed(result: StandardResult<unknown>, value: unknown): Validated {
  return result.issues === undefined ? { ok: true, value: result.value } : invalidByStandard(result.issues, value);
}
