import type { TSchema } from 'typebox';
import { changeBy } from './typebox-change.ts';
import type { Checks } from './typebox-check.ts';
import { typeBoxIssues } from './typebox-issues.ts';
import { leavesFirst } from './typebox-order.ts';
import { DECODE, DEFAULTS, ENCODE } from './typebox-passes.ts';
import { invalid, pointerStep, type Validated } from './validation-issue.ts';
import type { Change, Place } from './value-change.ts';

/** As `Validator`, and never a promise. */
export interface TypeBoxValidator {
  receive(value: unknown): Validated;
  send(value: unknown): Validated;
  encode(value: unknown): Validated;
  check(value: unknown): Validated;
}

/** Compiles a validator of a TypeBox schema. A schema without defaults and transforms costs one check, and gives the very same value. */
export function typeBoxValidator(schema: TSchema, checks: Checks): TypeBoxValidator {
  return validatorOf(leavesFirst(schema), checks);
}

function validatorOf(schema: TSchema, checks: Checks): TypeBoxValidator {
  const matches = checks(schema, {});
  const fill = changeBy(DEFAULTS, checks, schema);
  const decode = changeBy(DECODE, checks, schema);
  const encode = changeBy(ENCODE, checks, schema);

  const checked = (value: unknown): Validated => (matches(value) ? { ok: true, value } : typeBoxIssues(schema, value));
  const filled = (value: unknown): unknown => (fill === undefined ? value : fill(value, []));
  const encoded = (value: unknown): Validated =>
    encode === undefined ? { ok: true, value } : transformed(encode, value, 'cannot be encoded');

  return {
    receive(value) {
      const received = checked(filled(value));
      return received.ok && decode !== undefined ? transformed(decode, received.value, 'cannot be decoded') : received;
    },
    send(value) {
      const sent = encoded(value);
      return sent.ok ? checked(sent.value) : sent;
    },
    encode: encoded,
    check(value) {
      const received = checked(filled(value));
      return received.ok ? { ok: true, value } : received;
    },
  };
}

/** What a transform throws is not told: it may name what only its author should read. */
function transformed(change: Change, value: unknown, message: string): Validated {
  const place: Place = [];
  try {
    return { ok: true, value: change(value, place) };
  } catch {
    return invalid([{ path: place.map(pointerStep).join(''), message }]);
  }
}
