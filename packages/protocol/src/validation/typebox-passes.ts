import { IsCodec, IsOptional, type TSchema } from 'typebox';
import { Clone } from 'typebox/value';
import type { Pass } from './typebox-change.ts';

/** Fills in the defaults of what is missing, each a copy of its own. TypeBox allows a function as default: it is called. */
export const DEFAULTS: Pass = {
  own(schema) {
    if (!('default' in schema)) return undefined;
    const { default: missing } = schema;
    return (value) => (value !== undefined ? value : typeof missing === 'function' ? missing() : Clone(missing));
  },
  order: 'own-first',
  choice: 'after',
};

/** Turns the encoded form, as it is on the wire, into the decoded one. */
export const DECODE: Pass = { own: (schema) => transform(schema, 'decode'), order: 'inside-first', choice: 'before' };

/** Turns the decoded form into the encoded one. */
export const ENCODE: Pass = { own: (schema) => transform(schema, 'encode'), order: 'own-first', choice: 'after' };

function transform(schema: TSchema, direction: 'decode' | 'encode'): ((value: unknown) => unknown) | undefined {
  if (!IsCodec(schema)) return undefined;
  const { [direction]: apply } = schema['~codec'];
  // A property that may be missing is not transformed when it is.
  return IsOptional(schema) ? (value) => (value === undefined ? value : apply(value)) : apply;
}
