import Type from 'typebox';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Schema } from '../../src/contract/schema.ts';
import { type Checks, compiledChecks, dynamicChecks } from '../../src/validation/typebox-check.ts';
import { paramsValidator, valueValidator } from '../../src/validation/validator.ts';
import { DateText } from '../support/any-schema.ts';

const now = new Date(0);
const nowText = '1970-01-01T00:00:00.000Z';
const ok = (value: unknown) => ({ ok: true, value });
const wrongAt = (path: string) => ({ ok: false, issues: [expect.objectContaining({ path })] });

const schemas: [string, Schema][] = [
  ['TypeBox', Type.Object({ name: Type.String(), at: DateText, limit: Type.Optional(Type.Number({ default: 10 })) })],
  ['Zod', z.object({ name: z.string(), at: z.iso.datetime().transform((text) => new Date(text)), limit: z.number().default(10) })],
  [
    'Valibot',
    v.object({
      name: v.string(),
      at: v.pipe(
        v.string(),
        v.isoTimestamp(),
        v.transform((text) => new Date(text)),
      ),
      limit: v.optional(v.number(), 10),
    }),
  ],
];
const parsing = schemas.slice(1);

describe('valueValidator', () => {
  it.each(schemas)('receives the output of what a client wrote (%s)', (_, schema) => {
    const { receive } = valueValidator(schema, compiledChecks);
    expect(receive({ name: 'A', at: nowText })).toEqual(ok({ name: 'A', at: now, limit: 10 }));
    expect(receive({ name: 5, at: nowText })).toEqual(wrongAt('/name'));
  });

  it.each(schemas)('checks what a client is about to write, and leaves it as it is (%s)', (_, schema) => {
    const { check } = valueValidator(schema, dynamicChecks);
    const value = { name: 'A', at: nowText };
    const checked = check(value);
    expect(checked).toEqual(ok({ name: 'A', at: nowText }));
    expect('value' in checked && checked.value).toBe(value);
    expect(check({ name: 'A', at: 5 })).toEqual(wrongAt('/at'));
  });

  it('sends the encoded form (TypeBox)', () => {
    const { send, encode } = valueValidator(Type.Object({ at: DateText, n: Type.Number() }), compiledChecks);
    expect(send({ at: now, n: 1 })).toEqual(ok({ at: nowText, n: 1 }));
    expect(send({ at: now, n: 'x' })).toEqual(wrongAt('/n'));
    expect(encode({ at: now, n: 'x' })).toEqual(ok({ at: nowText, n: 'x' }));
  });

  it.each(parsing)('sends the output of what the server wrote, without what the schema does not know (%s)', (_, schema) => {
    const { send, encode } = valueValidator(schema, compiledChecks);
    for (const write of [send, encode]) {
      expect(write({ name: 'A', at: nowText, password: 'x' })).toEqual(ok({ name: 'A', at: now, limit: 10 }));
      expect(write({ name: 5, at: nowText })).toEqual(wrongAt('/name'));
    }
  });

  it.each([
    [undefined, ok(undefined)],
    [null, ok(undefined)],
    [{}, wrongAt('')],
    [[], wrongAt('')],
    [0, wrongAt('')],
  ])('takes no value but nothing where there is no schema (%j)', (value, expected) => {
    const { receive, send, encode, check } = valueValidator(undefined, compiledChecks);
    for (const validate of [receive, send, encode, check]) expect(validate(value)).toEqual(expected);
  });

  it.each([
    ['Zod', z.string().refine(async (name) => await Promise.resolve(name === 'A'))],
    [
      'Valibot',
      v.pipeAsync(
        v.string(),
        v.checkAsync(async (name) => await Promise.resolve(name === 'A')),
      ),
    ],
  ])('promises an answer only where the schema does (%s)', async (_, schema) => {
    const { receive, check } = valueValidator(schema, compiledChecks);
    for (const validate of [receive, check]) {
      const later = validate('A');
      expect(later).toBeInstanceOf(Promise);
      expect(await later).toEqual(ok('A'));
      expect(await validate('B')).toEqual(wrongAt(''));
    }
  });

  it('throws what a Standard Schema throws: a bug of the application', async () => {
    const failing = (validate: () => never) => valueValidator({ '~standard': { version: 1, vendor: 'test', validate } }, compiledChecks);
    expect(() =>
      failing(() => {
        throw new Error('bug');
      }).receive(1),
    ).toThrow('bug');
    const rejecting = { '~standard': { version: 1, vendor: 'test', validate: () => Promise.reject(new Error('bug')) } } as const;
    await expect(valueValidator(rejecting, compiledChecks).check(1)).rejects.toThrow('bug');
  });

  it('compiles a schema once, when it is first used', () => {
    const compiled: unknown[] = [];
    const checks: Checks = (schema, definitions) => {
      compiled.push(schema);
      return compiledChecks(schema, definitions);
    };
    const schema = Type.Number();
    const { receive, send, check } = valueValidator(schema, checks);
    expect(compiled).toEqual([]);
    expect([receive, send, check].map((validate) => validate(1))).toEqual([ok(1), ok(1), ok(1)]);
    expect(compiled).toEqual([schema]);
  });
});

describe('paramsValidator', () => {
  it.each([
    [undefined, ok(undefined)],
    [{}, ok(undefined)],
    [[], ok(undefined)],
    [null, wrongAt('')],
    [{ a: 1 }, wrongAt('')],
    [[1], wrongAt('')],
    ['', wrongAt('')],
  ])('takes no params but empty ones where there is no schema (%j)', (params, expected) => {
    const { receive, send, encode, check } = paramsValidator(undefined, compiledChecks);
    for (const validate of [receive, send, encode, check]) expect(validate(params)).toEqual(expected);
  });

  it.each<[string, Schema, unknown]>([
    ['TypeBox', Type.Object({ limit: Type.Optional(Type.Number({ default: 10 })) }), { limit: 10 }],
    ['Zod', z.object({ limit: z.number().default(10) }), { limit: 10 }],
    ['Valibot', v.object({ limit: v.optional(v.number(), 10) }), { limit: 10 }],
    ['Zod, which takes undefined itself', z.object({ limit: z.number() }).optional(), undefined],
    ['Zod, with a default of its own', z.object({ limit: z.number() }).default({ limit: 5 }), { limit: 5 }],
  ])('may be left out when nothing is required (%s)', (_, schema, expected) => {
    const { receive, check } = paramsValidator(schema, compiledChecks);
    expect(receive(undefined)).toEqual(ok(expected));
    expect(check(undefined)).toMatchObject({ ok: true });
  });

  it('may be left out under an asynchronous schema', async () => {
    const schema = z.object({ limit: z.number().default(10) }).refine(async () => await Promise.resolve(true));
    const { receive } = paramsValidator(schema, compiledChecks);
    expect(await receive(undefined)).toEqual(ok({ limit: 10 }));
  });

  it.each(schemas)('tells what is missing when they are left out but required (%s)', (_, schema) => {
    const validator = paramsValidator(schema, compiledChecks);
    expect(validator.receive(undefined)).toEqual(valueValidator(schema, compiledChecks).receive({}));
    expect(validator.receive(undefined)).toMatchObject({ ok: false });
  });

  it.each(schemas)('are validated as any value otherwise (%s)', (_, schema) => {
    const validator = paramsValidator(schema, compiledChecks);
    expect(validator.receive({ name: 'A', at: nowText })).toEqual(ok({ name: 'A', at: now, limit: 10 }));
    expect(validator.receive(null)).toEqual(wrongAt(''));
  });
});
