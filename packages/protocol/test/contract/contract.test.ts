import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { contract } from '../../src/contract/contract.ts';
import { event } from '../../src/contract/event.ts';
import { procedure } from '../../src/contract/procedure.ts';
import { topic } from '../../src/contract/topic.ts';

const Quote = Type.Object({ symbol: Type.String(), bid: Type.Number() });
const place = procedure({ params: Quote, errors: { MarketClosed: null } });
const prices = topic({
  params: Type.Object({ symbol: Type.String() }),
  events: { tick: event(Quote, { delivery: 'latest', key: 'symbol' }), trade: event(Quote, { delivery: 'log' }) },
  publish: ['tick'],
  retain: { count: 5 },
});

/** Calls as JavaScript does, which knows no types. */
function untyped(definition: unknown): () => unknown {
  return () => Reflect.apply(contract, undefined, [definition]);
}

describe('contract', () => {
  it('tells every procedure and topic its name on the wire', () => {
    const market = contract({ procedures: { quote: place, orders: { limit: { place } } }, topics: { prices }, client: { ask: { place } } });
    expect([
      market.procedures.quote['~name'],
      market.procedures.orders.limit.place['~name'],
      market.topics.prices['~name'],
      market.client.ask.place['~name'],
    ]).toEqual(['quote', 'orders.limit.place', 'prices', 'ask.place']);
  });

  it('copies, so that one value may stand at two names and in two contracts', () => {
    const first = contract({ procedures: { a: place, b: place }, topics: { prices } });
    const second = contract({ procedures: { c: first.procedures.a }, topics: { rates: first.topics.prices } });
    expect([place, first.procedures.a, first.procedures.b, second.procedures.c].map((one) => one['~name'])).toEqual(['', 'a', 'b', 'c']);
    expect([prices, first.topics.prices, second.topics.rates].map((one) => one['~name'])).toEqual(['', 'prices', 'rates']);
    expect(second.procedures.c).toEqual({ ...place, '~name': 'c' });
    expect(second.procedures.c.params).toBe(Quote);
    expect(second.topics.rates).toEqual({ ...prices, '~name': 'rates' });
  });

  it('freezes what it returns, and not what it was given', () => {
    const retain = { count: 5 };
    const given = { procedures: { orders: { place } }, topics: { prices: topic({ events: prices.events, publish: ['tick'], retain }) } };
    const market = contract(given);
    const { procedures, topics, client } = market;
    const parts: readonly object[] = [
      ...[market, procedures, procedures.orders, procedures.orders.place, procedures.orders.place.errors],
      ...[
        topics,
        topics.prices,
        topics.prices.events,
        topics.prices.events.tick,
        topics.prices.publish,
        topics.prices.retain ?? {},
        client,
      ],
    ];
    expect(parts.filter((part) => !Object.isFrozen(part))).toEqual([]);
    expect([given, given.procedures, given.procedures.orders, retain, Quote].filter((part) => Object.isFrozen(part))).toEqual([]);
  });

  it('may be empty', () => {
    expect(contract({})).toEqual({ '~trunkline': 'contract', procedures: {}, topics: {}, client: {} });
  });

  it('takes a namespace without a prototype, as `import * as orders` makes it', () => {
    const orders: { place: typeof place } = Object.assign(Object.create(null), { place });
    expect(contract({ procedures: { orders } }).procedures.orders.place['~name']).toBe('orders.place');
  });

  it('reports every fault at once, each once', () => {
    const params = z.object({ $bytes: z.string() });
    const faulty = untyped({ procedures: { a: procedure({ params }), b: { 'c.d': place } }, topics: { 'e/f': prices } });
    expect(faulty).toThrow(
      new TypeError(
        [
          'procedures.a.params.$bytes: the name is reserved for bytes in JSON',
          "procedures.b.c.d: a name may not hold '.' or '/'",
          "topics.e/f: a name may not hold '.' or '/'",
        ].join('\n'),
      ),
    );
  });

  it.each([
    ['contract: must be a plain object', undefined],
    ['contract.procs: there is no such option; there are procedures, topics, client', { procs: {} }],
    ['procedures.rpc: the name is reserved', { procedures: { rpc: { discover: place } } }],
    ['client.rpc: the name is reserved', { client: { rpc: place } }],
    ['procedures: must be made by procedure({ … }), or be a plain object of procedures', { procedures: null }],
    ['client: must be made by procedure({ … }), or be a plain object of procedures', { client: [] }],
    ['topics: must be a plain object of topics', { topics: 5 }],
    [
      'procedures.a.params: params must be an object or a list',
      { procedures: { a: procedure({ params: z.string().pipe(z.transform((text: string): unknown => JSON.parse(text))) }) } },
    ],
    [
      'client.a.params: params must be an object or a list',
      { client: { a: procedure({ params: z.object({}).transform(String).pipe(z.string()) }) } },
    ],
  ])('refuses with %s', (fault, definition) => {
    expect(untyped(definition)).toThrow(new TypeError(fault));
  });

  it('wants params to be structured in the form in which they are on the wire', () => {
    const text = procedure({ params: z.object({}).transform(String).pipe(z.string()) });
    const parsed = procedure({ params: z.string().pipe(z.transform((text: string): unknown => JSON.parse(text))) });
    expect(contract({ procedures: { text }, client: { parsed } }).client.parsed['~name']).toBe('parsed');
  });
});
