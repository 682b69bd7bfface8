import Type from 'typebox';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isStandardSchema, isTypeBoxSchema } from '../../src/contract/schema.ts';

/** As ArkType has it: a schema that is a function. */
const callable = Object.assign(() => undefined, { '~standard': { version: 1, vendor: 'callable', validate: () => ({ value: 1 }) } });

const candidates = [
  { name: 'an object of TypeBox', value: Type.Object({ a: Type.String() }), typebox: true, standard: false },
  { name: 'an unsafe type of TypeBox', value: Type.Unsafe<Date>({}), typebox: true, standard: false },
  {
    name: 'a codec of TypeBox',
    value: Type.Codec(Type.String())
      .Decode((text) => Number(text))
      .Encode(String),
    typebox: true,
    standard: false,
  },
  { name: 'a schema of Zod', value: z.object({ a: z.string() }), typebox: false, standard: true },
  { name: 'a schema of Valibot', value: v.object({ a: v.string() }), typebox: false, standard: true },
  { name: 'a function with ~standard', value: callable, typebox: false, standard: true },
  {
    name: 'both at once',
    value: { ...z.string(), '~kind': 'String', '~standard': z.string()['~standard'] },
    typebox: false,
    standard: true,
  },
  { name: 'a plain JSON Schema', value: { type: 'string' }, typebox: false, standard: false },
  { name: 'an empty object', value: {}, typebox: false, standard: false },
  { name: 'a number', value: 5, typebox: false, standard: false },
  { name: 'null', value: null, typebox: false, standard: false },
  { name: 'undefined', value: undefined, typebox: false, standard: false },
  { name: 'a text', value: '~kind', typebox: false, standard: false },
  { name: 'a function', value: () => undefined, typebox: false, standard: false },
  { name: 'a ~standard of null', value: { '~standard': null }, typebox: false, standard: false },
  { name: 'another version of ~standard', value: { '~standard': { version: 2, validate: () => 1 } }, typebox: false, standard: false },
  { name: 'a ~standard that cannot validate', value: { '~standard': { version: 1 } }, typebox: false, standard: false },
];

describe('isTypeBoxSchema and isStandardSchema', () => {
  it.each(candidates)('tell what $name is', ({ value, typebox, standard }) => {
    expect({ typebox: isTypeBoxSchema(value), standard: isStandardSchema(value) }).toEqual({ typebox, standard });
  });
});
