import Type from 'typebox';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bytes } from '../../src/contract/bytes.ts';
import { event } from '../../src/contract/event.ts';
import { procedure } from '../../src/contract/procedure.ts';
import { proceduresFaults } from '../../src/contract/procedure-rules.ts';
import { topic } from '../../src/contract/topic.ts';

const Quote = Type.Object({ symbol: Type.String() });
const place = procedure({ params: Quote });
const prices = topic({ events: { tick: event(Quote, { delivery: 'log' }) } });

const hidden: unknown = Object.create({ place });
const noNamespace = 'must be made by procedure({ … }), or be a plain object of procedures';

/** By a computed name; a literal `then` would make the object look like a promise. */
const at = (name: string, value: unknown) => ({ [name]: value });

const namespaces: readonly (readonly [fault: string, namespace: unknown])[] = [
  [`top: ${noNamespace}`, 5],
  ['top.then: the name is reserved', at('then', place)],
  ['top.orders.then: the name is reserved', { orders: at('then', place) }],
  ['top.a.b.$c: the name is reserved', { a: { b: { $c: place } } }],
  ['top.$ns: the name is reserved', { $ns: { place } }],
  ['top.orders.constructor: the name is reserved', { orders: { constructor: place } }],
  ['top.toString: the name is reserved', { toString: place }],
  ['top.orders.__proto__: the name is reserved', { orders: at('__proto__', place) }],
  [`top.orders: ${noNamespace}`, { orders: hidden }],
  ['top.: the name is empty', { '': place }],
  ["top.orders.place: a name may not hold '.' or '/'", { 'orders.place': place }],
  ["top.orders/place: a name may not hold '.' or '/'", { 'orders/place': place }],
  [`top.quote: ${noNamespace}`, { quote: undefined }],
  [`top.quote: ${noNamespace}`, { quote: null }],
  [`top.quote: ${noNamespace}`, { quote: [place] }],
  [`top.prices: ${noNamespace}`, { prices }],
];

const noSchema = 'is no schema of typebox 1.x, nor of a library with Standard Schema (Zod, Valibot …)';
const noOption = 'there is no such option; there are params, input, item, result, errors, kind, compress';
const Bytes = Type.Object({ $bytes: Type.String() });

/** As JavaScript would write it: little here passes the types. */
const definitions: readonly (readonly [fault: string, definition: object])[] = [
  [`parms: ${noOption}`, { parms: Quote }],
  [`name: ${noOption}`, { name: 'quote' }],
  ['kind: must be one of query, mutation; it is get', { kind: 'get' }],
  ['compress: must be true or false; it is no', { compress: 'no' }],
  [`params: a plain object, as a JSON Schema or one of @sinclair/typebox is, ${noSchema}`, { params: { type: 'object' } }],
  [`params: undefined ${noSchema}`, { params: undefined }],
  [`input: null ${noSchema}`, { input: null }],
  [`item: 5 ${noSchema}`, { item: 5 }],
  [`result: a function (is it to be called?) ${noSchema}`, { result: () => Quote }],
  ['errors: must be a plain object of schemas, or of null for errors without data', { errors: ['MarketClosed'] }],
  ['errors.Internal: the name is reserved', { errors: { Internal: null } }],
  ['errors.constructor: the name is reserved', { errors: { constructor: null } }],
  ['errors.: the name is empty', { errors: { '': null } }],
  [`errors.Late: undefined ${noSchema}`, { errors: { Late: undefined } }],
  ['errors.Late.$bytes: the name is reserved for bytes in JSON', { errors: { Late: Bytes } }],
  ['params.$bytes: the name is reserved for bytes in JSON', { params: Bytes }],
  [
    'input.files[].image.$bytes: the name is reserved for bytes in JSON',
    { input: Type.Object({ files: Type.Array(Type.Object({ image: Bytes })) }) },
  ],
  ['item.$bytes: the name is reserved for bytes in JSON', { item: Type.Union([Type.Null(), Bytes]) }],
  ['result.$bytes: the name is reserved for bytes in JSON', { result: Bytes }],
  ['params: params must be an object or a list', { params: Type.String() }],
];

function faultsOf(definition: object): readonly string[] {
  return [...proceduresFaults('top', { quote: Reflect.apply(procedure, undefined, [definition]) }, 'input')];
}

describe('proceduresFaults', () => {
  it('ends at a namespace that holds itself', () => {
    const loop: Record<string, unknown> = {};
    loop.again = loop;
    expect([...proceduresFaults('top', loop, 'input')]).toEqual([`top${'.again'.repeat(33)}: the namespaces nest deeper than 32`]);
  });

  it.each(namespaces)('says %s', (fault, namespace) => {
    expect([...proceduresFaults('top', namespace, 'input')]).toEqual([fault]);
  });

  it.each(definitions)('says %s', (fault, definition) => {
    expect(faultsOf(definition)).toEqual([`top.quote.${fault}`]);
  });

  const Codec = Type.Codec(Type.String())
    .Decode((text) => text.length)
    .Encode((length) => 'x'.repeat(length));

  it.each([
    ['nothing', {}],
    ['everything', { params: Quote, input: Quote, item: Quote, result: Quote, errors: { Late: null }, kind: 'query', compress: false }],
    ['options that are undefined', { errors: undefined, kind: undefined, compress: undefined }],
    [
      'schemas of Zod and Valibot',
      { params: v.object({}), input: z.string(), item: v.string(), result: z.date(), errors: { Late: z.number() } },
    ],
    ['bytes and transforms', { params: Type.Object({ a: Codec, b: bytes() }), item: bytes() }],
    ['an error named as an event of rooms', { errors: { snapshot: null } }],
  ])('finds no fault in a procedure with %s', (_, definition) => {
    expect(faultsOf(definition)).toEqual([]);
  });
});
