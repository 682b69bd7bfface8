import Type from 'typebox';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bytes } from '../../src/contract/bytes.ts';
import { contract } from '../../src/contract/contract.ts';
import { event } from '../../src/contract/event.ts';
import { jsonSchemasOf } from '../../src/contract/json-schemas.ts';
import { procedure } from '../../src/contract/procedure.ts';
import type { Schema } from '../../src/contract/schema.ts';
import { topic } from '../../src/contract/topic.ts';

const Text = Type.String();
const text = { type: 'string' };
const base64 = { type: 'string', contentEncoding: 'base64' };
const $schema = 'https://json-schema.org/draft/2020-12/schema';

/** Its input is a text, its output a number. */
const Changing = z.object({ a: z.string().transform(Number).pipe(z.number()) });
const asInput = { $schema, type: 'object', properties: { a: text }, required: ['a'] };
const asOutput = { $schema, type: 'object', properties: { a: { type: 'number' } }, required: ['a'], additionalProperties: false };

const everything = procedure({
  kind: 'query',
  params: Changing,
  input: Changing,
  item: Changing,
  result: Changing,
  errors: { Late: Changing, Over: null },
});

/** The schema of a result, written. */
function written(result: Schema): unknown {
  return jsonSchemasOf(contract({ procedures: { quote: procedure({ result }) } })).procedures[0]?.result;
}

describe('jsonSchemasOf', () => {
  it('writes every procedure, each part in the form in which it is on the wire', () => {
    const requests = { params: asInput, input: asInput };
    expect(jsonSchemasOf(contract({ procedures: { a: { b: everything }, c: procedure({}) }, client: { d: everything } }))).toStrictEqual({
      procedures: [
        { name: 'a.b', kind: 'query', ...requests, item: asOutput, result: asOutput, errors: { Late: asOutput, Over: null } },
        { name: 'c', kind: 'mutation', errors: {} },
      ],
      topics: [],
      client: [
        {
          name: 'd',
          kind: 'query',
          params: asOutput,
          input: asOutput,
          item: asInput,
          result: asInput,
          errors: { Late: asInput, Over: null },
        },
      ],
    });
  });

  it('writes every topic', () => {
    const tick = event(Changing, { delivery: 'latest', key: 'a' });
    const prices = topic({
      params: Changing,
      snapshot: Changing,
      presence: Changing,
      events: { tick, typing: event(Text, { delivery: 'ephemeral' }) },
    });
    expect(jsonSchemasOf(contract({ topics: { prices, empty: topic({ events: {} }) } })).topics).toStrictEqual([
      {
        name: 'prices',
        params: asInput,
        snapshot: asOutput,
        presence: asOutput,
        events: { tick: { delivery: 'latest', payload: asOutput }, typing: { delivery: 'ephemeral', payload: text } },
      },
      { name: 'empty', events: {} },
    ]);
  });

  it.each([
    [
      'an object',
      Type.Object({ a: Text, b: Type.Optional(Type.Readonly(Text)) }),
      { type: 'object', required: ['a'], properties: { a: text, b: text } },
    ],
    [
      'a transform, in the form that is on the wire',
      Type.Codec(Text)
        .Decode((value) => value.length)
        .Encode(String),
      text,
    ],
    ['a refinement', Type.Refine(Text, (value) => value !== ''), text],
    ['a regular expression', Type.String({ pattern: /^a/ }), { type: 'string', pattern: '^a' }],
    ['a bound that is a bigint', Type.Integer({ minimum: 5n }), { type: 'integer', minimum: 5 }],
    ['words for readers', Type.String({ title: 'Name', examples: ['Ann'] }), { type: 'string', title: 'Name', examples: ['Ann'] }],
    [
      'a property named as a member of TypeBox',
      Type.Object({ '~kind': Text }),
      { type: 'object', required: ['~kind'], properties: { '~kind': text } },
    ],
    ['bytes', bytes(), base64],
    [
      'bytes inside',
      Type.Object({ a: Type.Array(bytes()) }),
      { type: 'object', required: ['a'], properties: { a: { type: 'array', items: base64 } } },
    ],
    ['a member of TypeBox that can be seen', Type.Unsafe({ type: 'string', '~kind': 'Text' }), text],
    ['what Zod cannot say', z.string().transform(Number), true],
    ['a schema of Valibot', v.string(), true],
  ])('writes %s', (_, schema, expected) => {
    expect(written(schema)).toStrictEqual(expected);
  });

  it('changes no schema that it was given', () => {
    const schema = Type.Object({ a: bytes() });
    const before = Object.getOwnPropertyDescriptors(schema);
    written(schema);
    expect(Object.getOwnPropertyDescriptors(schema)).toEqual(before);
  });
});
