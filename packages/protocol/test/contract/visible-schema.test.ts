import Type from 'typebox';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { StandardSchema } from '../../src/contract/schema.ts';
import { visibleSchema } from '../../src/contract/visible-schema.ts';

const $schema = 'https://json-schema.org/draft/2020-12/schema';

const writing = (written: unknown): StandardSchema => ({
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) => ({ value }),
    jsonSchema: { input: () => written, output: () => written },
  },
});

describe('visibleSchema', () => {
  it('sees a schema of TypeBox as it is, in both forms', () => {
    const schema = Type.Object({ a: Type.String() });
    expect(visibleSchema(schema, 'input')).toBe(schema);
    expect(visibleSchema(schema, 'output')).toBe(schema);
  });

  it('has Zod write either form', () => {
    const schema = z.object({ a: z.string().default('x') });
    const properties = { a: { type: 'string', default: 'x' } };
    expect(visibleSchema(schema, 'input')).toEqual({ $schema, type: 'object', properties });
    expect(visibleSchema(schema, 'output')).toEqual({ $schema, type: 'object', properties, required: ['a'], additionalProperties: false });
  });

  it('does not see what a transform of Zod gives, only what it takes', () => {
    const schema = z.string().transform(Number);
    expect([visibleSchema(schema, 'input'), visibleSchema(schema, 'output')]).toEqual([{ $schema, type: 'string' }, undefined]);
  });

  it('does not see a schema of Valibot', () => {
    expect(visibleSchema(v.string(), 'input')).toBeUndefined();
  });

  it.each([
    [true, true],
    [false, false],
    [{ type: 'null' }, { type: 'null' }],
    [5, undefined],
    [null, undefined],
    [[], undefined],
  ])('takes %j, which a library writes, for %j', (written, seen) => {
    expect(visibleSchema(writing(written), 'input')).toEqual(seen);
  });
});
