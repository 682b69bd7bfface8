import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { contract } from '../../src/contract/contract.ts';
import { proceduresOf, topicsOf } from '../../src/contract/entries.ts';
import { event } from '../../src/contract/event.ts';
import { procedure } from '../../src/contract/procedure.ts';
import { topic } from '../../src/contract/topic.ts';

const one = procedure({});
const room = topic({ events: { said: event(Type.String(), { delivery: 'log' }) } });
const market = contract({
  procedures: { quote: one, orders: { place: one, limits: { set: one }, none: {} }, candles: one },
  topics: { prices: room, chat: room },
  client: { confirm: one },
});

describe('proceduresOf', () => {
  it('lists what nests in the order of declaration', () => {
    expect(proceduresOf(market).map((entry) => entry['~name'])).toEqual(['quote', 'orders.place', 'orders.limits.set', 'candles']);
    expect(proceduresOf(market)[1]).toBe(market.procedures.orders.place);
  });

  it('lists what the server may call on its clients', () => {
    expect(proceduresOf(market, 'client')).toEqual([market.client.confirm]);
  });
});

describe('topicsOf', () => {
  it('lists topics in the order of declaration', () => {
    expect(topicsOf(market)).toEqual([market.topics.prices, market.topics.chat]);
  });
});
