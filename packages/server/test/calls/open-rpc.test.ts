import { bytes, contract, event, procedure, type StandardSchema, topic } from '@trunkline/protocol';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openRpcOf } from '../../src/calls/open-rpc.ts';

const Text = Type.String();
const text = { type: 'string' };
const Node = Type.Cyclic({ Node: Type.Object({ next: Type.Optional(Type.Ref('Node')) }) }, 'Node');

/** A schema of another library, which shows this JSON Schema. */
function showing(schema: object): StandardSchema {
  const jsonSchema = { input: () => schema, output: () => schema };
  return { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }), jsonSchema } };
}

/** The method that a procedure is described by. */
function described(definition: Parameters<typeof contract>[0]['procedures']): unknown {
  return openRpcOf(contract({ procedures: definition ?? {} })).methods[0];
}

describe('openRpcOf', () => {
  it('describes a contract', () => {
    const prices = topic({ params: Type.Object({ symbol: Text }), events: { tick: event(Text, { delivery: 'latest' }) } });
    const document = openRpcOf(
      contract({
        procedures: {
          orders: {
            place: procedure({
              params: Type.Object({ photo: Type.Optional(bytes()), symbol: Text }),
              result: Type.Boolean(),
              errors: { Unknown: Type.Object({ symbol: Text }), Shut: null },
            }),
          },
          ping: procedure({ kind: 'query' }),
        },
        topics: { prices },
        client: { confirm: procedure({ result: Type.Boolean() }) },
      }),
    );
    expect(document).toStrictEqual({
      openrpc: '1.3.2',
      info: { title: 'Trunkline', version: '1' },
      methods: [
        {
          name: 'orders.place',
          paramStructure: 'by-name',
          params: [
            { name: 'symbol', required: true, schema: text },
            { name: 'photo', required: false, schema: { type: 'string', contentEncoding: 'base64' } },
          ],
          result: { name: 'result', schema: { type: 'boolean' } },
          errors: [
            {
              code: 1,
              message: 'Unknown',
              data: { name: 'Unknown', data: { type: 'object', required: ['symbol'], properties: { symbol: text } } },
            },
            { code: 1, message: 'Shut', data: { name: 'Shut' } },
          ],
          'x-trunkline': { kind: 'mutation' },
        },
        {
          name: 'ping',
          paramStructure: 'by-name',
          params: [],
          result: { name: 'result', schema: { type: 'null' } },
          errors: [],
          'x-trunkline': { kind: 'query' },
        },
      ],
      'x-trunkline': {
        topics: [
          {
            name: 'prices',
            params: { type: 'object', required: ['symbol'], properties: { symbol: text } },
            events: { tick: { delivery: 'latest', payload: text } },
          },
        ],
        client: [{ name: 'confirm', kind: 'mutation', result: { type: 'boolean' }, errors: {} }],
      },
    });
  });

  it('describes streams, whose items are the result of plain JSON-RPC', () => {
    expect(described({ both: procedure({ input: Text, item: Text, result: Type.Number() }) })).toMatchObject({
      result: { name: 'result', schema: { type: 'array', items: text } },
      'x-trunkline': { kind: 'mutation', items: text, result: { type: 'number' }, input: text },
    });
    expect(described({ items: procedure({ item: Text }) })).toMatchObject({ 'x-trunkline': { kind: 'mutation', items: text } });
  });

  it.each([
    ['a list', Type.Tuple([Text])],
    ['a union', Type.Union([Type.Object({ a: Text }), Type.Array(Text)])],
    ['an object without named properties', Type.Record(Text, Text)],
    ['what refers to itself', Node],
    ['an object or nothing', showing({ type: ['object', 'null'], properties: { a: {} } })],
    ['an object of many', showing({ type: 'object', properties: 5 })],
  ])('leaves params that are %s whole', (_, params) => {
    expect(described({ a: procedure({ params }) })).toMatchObject({
      paramStructure: 'either',
      params: [],
      'x-trunkline': { params: expect.any(Object) },
    });
  });

  it('says that params may be anything where they cannot be seen', () => {
    const params: StandardSchema = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } };
    expect(described({ a: procedure({ params }) })).toMatchObject({
      paramStructure: 'either',
      params: [],
      'x-trunkline': { params: true },
    });
  });

  it('describes a param that may be anything, or nothing', () => {
    const params = showing({ type: 'object', properties: { any: true, none: false, odd: 5 } });
    expect(described({ a: procedure({ params }) })).toMatchObject({
      params: [
        { name: 'any', required: false, schema: true },
        { name: 'none', required: false, schema: false },
        { name: 'odd', required: false, schema: true },
      ],
    });
  });

  it('names the params of other libraries too', () => {
    const params = z.object({ size: z.number(), any: z.any().optional(), never: z.never().optional() });
    expect(described({ a: procedure({ params }) })).toMatchObject({
      params: [
        { name: 'size', required: true, schema: { type: 'number' } },
        { name: 'any', required: false, schema: {} },
        { name: 'never', required: false, schema: { not: {} } },
      ],
    });
  });
});
