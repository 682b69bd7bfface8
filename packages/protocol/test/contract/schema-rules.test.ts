import Type from 'typebox';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bytes } from '../../src/contract/bytes.ts';
import { isSchema, paramsFaults, roomParamsFaults, schemaFaults } from '../../src/contract/schema-rules.ts';

const Text = Type.Codec(Type.Number())
  .Decode(String)
  .Encode((text) => Number(text));
const reserved = 'the name is reserved for bytes in JSON';

describe('isSchema', () => {
  it.each([
    [Type.String(), true],
    [bytes(), true],
    [z.string(), true],
    [v.string(), true],
    [{ type: 'string' }, false],
    [undefined, false],
  ])('%o: %j', (value, schema) => {
    expect(isSchema(value)).toBe(schema);
  });
});

describe('schemaFaults', () => {
  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [5, '5'],
    [[], 'a plain object, as a JSON Schema or one of @sinclair/typebox is,'],
    [{ type: 'string' }, 'a plain object, as a JSON Schema or one of @sinclair/typebox is,'],
    [String, 'a function (is it to be called?)'],
  ])('says that %s is no schema', (value, description) => {
    expect([...schemaFaults('a', value)]).toEqual([
      `a: ${description} is no schema of typebox 1.x, nor of a library with Standard Schema (Zod, Valibot …)`,
    ]);
  });

  it('tells the kinds of TypeBox whose values cannot be sent, unless a transform makes them', () => {
    const Big = Type.Codec(Type.String())
      .Decode((text) => BigInt(text))
      .Encode((big) => big.toString());
    const schema = Type.Object({ a: Type.Array(Type.BigInt()), b: Type.Function([], Type.Null()), c: Big });
    expect([...schemaFaults('p', schema)]).toEqual([
      "p.a[]: a BigInt cannot be sent; only JSON's types and bytes() can",
      "p.b: a Function cannot be sent; only JSON's types and bytes() can",
    ]);
  });

  it('tells every place of $bytes once, whatever the library', () => {
    const inTypeBox = Type.Object({ $bytes: Type.String(), b: Type.Array(Type.Object({ $bytes: Type.Null() })) });
    const inZod = z.object({ $bytes: z.string().default(''), b: z.array(z.object({ $bytes: z.null() })) });
    const faults = [`a.$bytes: ${reserved}`, `a.b[].$bytes: ${reserved}`];
    expect([[...schemaFaults('a', inTypeBox)], [...schemaFaults('a', inZod)]]).toEqual([faults, faults]);
  });

  it('sees what is on the wire in one form only', () => {
    const schema = z.object({ $bytes: z.string() }).transform(({ $bytes }) => $bytes);
    expect([...schemaFaults('a', schema)]).toEqual([`a.$bytes: ${reserved}`]);
  });
});

describe('paramsFaults', () => {
  const params = z
    .object({ a: z.string() })
    .transform(({ a }) => a)
    .pipe(z.string());

  it.each([
    ['input', []],
    ['output', ['a: params must be an object or a list']],
  ] as const)('judges the form that is on the wire: %s', (form, faults) => {
    expect([...paramsFaults('a', params, form)]).toEqual(faults);
  });

  it('says what is wrong with the schema too', () => {
    expect([...paramsFaults('a', Type.Object({ $bytes: Type.String() }), 'input')]).toEqual([`a.$bytes: ${reserved}`]);
    expect([...paramsFaults('a', 5, 'input')]).toEqual([
      'a: 5 is no schema of typebox 1.x, nor of a library with Standard Schema (Zod, Valibot …)',
    ]);
  });
});

describe('roomParamsFaults', () => {
  it.each([
    ['nothing, when all is plain', Type.Object({ a: Type.String() }), []],
    ['nothing, when a Standard Schema hides it', z.object({ a: z.string().transform(Number) }), []],
    ['a transform', Type.Object({ a: Text }), ['a.a: params of a topic may not be transformed, they identify the room']],
    ['nothing of bytes', Type.Object({ b: Type.Array(bytes()) }), []],
  ])('says %s', (_, schema, faults) => {
    expect([...roomParamsFaults('a', schema)]).toEqual(faults);
  });
});
