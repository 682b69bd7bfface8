import Type from 'typebox';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { event } from '../../src/contract/event.ts';
import { procedure } from '../../src/contract/procedure.ts';
import { topic } from '../../src/contract/topic.ts';
import { topicsFaults } from '../../src/contract/topic-rules.ts';

const Quote = Type.Object({ symbol: Type.String(), note: Type.Optional(Type.String()) });
const trade = event(Quote, { delivery: 'log' });
const tick = event(Quote, { delivery: 'latest' });
const prices = topic({ events: { trade } });

/** By a computed name; a literal `then` would make the object look like a promise. */
const at = (name: string, value: unknown) => ({ [name]: value });

const topics: readonly (readonly [fault: string, topics: unknown])[] = [
  ['topics: must be a plain object of topics', [prices]],
  ['topics.then: the name is reserved', at('then', prices)],
  ['topics.$a: the name is reserved', { $a: prices }],
  ["topics.a.b: a name may not hold '.' or '/'", { 'a.b': prices }],
  ['topics.: the name is empty', { '': prices }],
  ['topics.prices: must be made by topic({ … })', { prices: procedure({}) }],
  ['topics.prices: must be made by topic({ … })', { prices: { nested: prices } }],
];

const noSchema = 'is no schema of typebox 1.x, nor of a library with Standard Schema (Zod, Valibot …)';
const noOption = 'there is no such option; there are';
const count = 'must be a positive whole number';

/** As JavaScript would write it: little here passes the types. */
const events: readonly (readonly [fault: string, events: unknown])[] = [
  [': must be a plain object of events', [trade]],
  ...['snapshot', 'gap', 'members', 'status', 'error', 'close', '$new', 'constructor'].map(
    (name) => [`.${name}: the name is reserved`, { [name]: trade }] as const,
  ),
  ['.: the name is empty', { '': trade }],
  ['.tick: must be made by event(schema, { delivery })', { tick: Quote }],
  ['.tick.delivery: must be one of log, latest, ephemeral; it is undefined', { tick: Reflect.apply(event, undefined, [Quote]) }],
  ['.tick.delivery: must be one of log, latest, ephemeral; it is logged', { tick: { ...tick, delivery: 'logged' } }],
  [`.tick: undefined ${noSchema}`, { tick: { ...tick, schema: undefined } }],
  ['.tick.$bytes: the name is reserved for bytes in JSON', { tick: { ...tick, schema: Type.Object({ $bytes: Type.String() }) } }],
  [`.tick.kye: ${noOption} schema, delivery, key, ageMs`, { tick: { ...tick, kye: 'symbol' } }],
  [`.trade.key: ${noOption} schema, delivery`, { trade: { ...trade, key: 'symbol' } }],
  [`.trade.ageMs: ${noOption} schema, delivery`, { trade: { ...trade, ageMs: 5 } }],
  ['.tick.key: the schema has no property name', { tick: { ...tick, key: 'name' } }],
  ['.tick.key: must be the name of a property; it is 5', { tick: { ...tick, key: 5 } }],
  ['.tick.key: note is optional in the schema, so not every value would have a key', { tick: { ...tick, key: 'note' } }],
  ['.tick.key: the schema has no property b', { tick: { ...tick, schema: z.object({ a: z.string() }), key: 'b' } }],
  [`.tick.ageMs: ${count}; it is 0`, { tick: { ...tick, ageMs: 0 } }],
];

const When = Type.Codec(Type.String())
  .Decode((text) => new Date(text))
  .Encode((date) => date.toISOString());

const definitions: readonly (readonly [fault: string, definition: object])[] = [
  [`evnts: ${noOption} params, snapshot, events, presence, publish, compress, retain`, { evnts: {} }],
  ['events: must be a plain object of events', { events: undefined }],
  [`params: 5 ${noSchema}`, { params: 5 }],
  [`snapshot: undefined ${noSchema}`, { snapshot: undefined }],
  [`presence: name ${noSchema}`, { presence: 'name' }],
  ['compress: must be true or false; it is 0', { compress: 0 }],
  ['params: params must be an object or a list', { params: Type.Null() }],
  ['params.when: params of a topic may not be transformed, they identify the room', { params: Type.Object({ when: When }) }],
  ['publish: there is no event tock', { publish: ['trade', 'tock'] }],
  ['publish: there is no event toString', { publish: ['toString'] }],
  ['publish: must be a list of names of events', { publish: 'trade' }],
  ['retain: must be a plain object', { retain: 1000 }],
  ['retain: no event of this topic is logged', { retain: { count: 1 }, events: { tick } }],
  [`retain.max: ${noOption} count, bytes, ageMs`, { retain: { max: 1 } }],
  [`retain.count: ${count}; it is 0`, { retain: { count: 0 } }],
  [`retain.bytes: ${count}; it is 1.5`, { retain: { bytes: 1.5 } }],
  [`retain.ageMs: ${count}; it is Infinity`, { retain: { ageMs: Number.POSITIVE_INFINITY } }],
];

function faultsOf(definition: object): readonly string[] {
  return [...topicsFaults('topics', { prices: Reflect.apply(topic, undefined, [definition]) })];
}

describe('topicsFaults', () => {
  it.each(topics)('says %s', (fault, given) => {
    expect([...topicsFaults('topics', given)]).toEqual([fault]);
  });

  it.each(events)('says events%s', (fault, given) => {
    expect(faultsOf({ events: given })).toEqual([`topics.prices.events${fault}`]);
  });

  it.each(definitions)('says %s', (fault, definition) => {
    expect(faultsOf({ events: { trade }, ...definition })).toEqual([`topics.prices.${fault}`]);
  });

  it.each([
    ['no events', { events: {} }],
    ['options that are undefined', { events: {}, retain: undefined, publish: undefined, compress: undefined }],
    [
      'everything',
      { events: { trade }, params: Quote, snapshot: When, presence: Quote, publish: ['trade'], retain: { count: 1, bytes: 1, ageMs: 1 } },
    ],
    ['events named with a dot, or then', { events: { 'order.placed': trade, ...at('then', trade) } }],
    [
      'a key that a schema of Valibot keeps to itself',
      { events: { tick: event(v.object({ a: v.string() }), { delivery: 'latest', key: 'a' }) } },
    ],
    ['a key with a default', { events: { tick: event(z.object({ a: z.string().default('x') }), { delivery: 'latest', key: 'a' }) } }],
    ['a key that is transformed', { events: { tick: event(Type.Object({ When }), { delivery: 'latest', key: 'When', ageMs: 1 }) } }],
  ])('finds no fault in a topic with %s', (_, definition) => {
    expect(faultsOf(definition)).toEqual([]);
  });
});
