import { contract, procedure, topic } from '@trunkline/protocol';
import { describe, expect, it } from 'vitest';
import { givenHandlers } from '../../src/calls/given-handlers.ts';

const market = contract({
  procedures: { quote: procedure({}), orders: { place: procedure({}), cancel: procedure({}) } },
  topics: { prices: topic({ events: {} }) },
});
const { quote, orders } = market.procedures;
const a = () => {};
const b = () => {};

describe('givenHandlers', () => {
  it('pairs procedures with their handlers, however they nest', () => {
    const pairs = [...givenHandlers({ quote, more: orders }, { quote: a, more: { cancel: a, place: b } })];
    expect(pairs).toEqual([
      { procedure: quote, handler: a },
      { procedure: orders.place, handler: b },
      { procedure: orders.cancel, handler: a },
    ]);
    expect([...givenHandlers(quote, a), ...givenHandlers({}, {})]).toEqual([{ procedure: quote, handler: a }]);
  });

  it.each([
    [
      'a missing handler',
      { quote, orders },
      { orders: { place: a } },
      [
        'quote: has no handler; give one, or leave the procedure out',
        'orders.cancel: has no handler; give one, or leave the procedure out',
      ],
    ],
    ['a missing handler of one procedure', orders.place, undefined, ['orders.place: has no handler; give one, or leave the procedure out']],
    [
      'handlers left over',
      { orders: { place: orders.place } },
      { orders: { place: a, cancel: a }, toString: a },
      [
        'orders.cancel: is a handler without a procedure; name the procedure too, or leave the handler out',
        'toString: is a handler without a procedure; name the procedure too, or leave the handler out',
      ],
    ],
    ['a handler that is a text', { quote }, { quote: 'quote' }, ['quote: the handler must be a function, not quote']],
    ['a handler that is an object', quote, {}, ['quote: the handler must be a function, not an object']],
    ['a handler that is null', quote, null, ['quote: the handler must be a function, not null']],
    ['handlers that are no object', { orders }, { orders: a }, ['orders: must have an object of handlers, one for each procedure']],
    [
      'handlers that are nothing',
      { quote },
      undefined,
      ['what is to be implemented: must have an object of handlers, one for each procedure'],
    ],
    [
      'the methods of a class',
      { quote },
      new (class {
        quote() {}
      })(),
      ['quote: has no handler; give one, or leave the procedure out'],
    ],
    ['no procedure', 5, a, ['what is to be implemented: must be a procedure of the contract, or an object of them']],
    [
      'no procedure, inside',
      { orders: { place: null } },
      { orders: { place: a } },
      ['orders.place: must be a procedure of the contract, or an object of them'],
    ],
    ['a whole contract', market, {}, ['what is to be implemented: must be a procedure of the contract, or an object of them']],
    ['a topic', { prices: market.topics.prices }, { prices: {} }, ['prices: must be a procedure of the contract, or an object of them']],
  ])('says what is wrong with %s', (_, procedures, handlers, faults) => {
    const found = [...givenHandlers(procedures, handlers)].flatMap((given) => ('fault' in given ? [given.fault] : []));
    expect(found).toEqual(faults);
  });
});
