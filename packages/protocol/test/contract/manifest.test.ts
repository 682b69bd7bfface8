import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { contract } from '../../src/contract/contract.ts';
import { event } from '../../src/contract/event.ts';
import { manifestOf } from '../../src/contract/manifest.ts';
import { procedure } from '../../src/contract/procedure.ts';
import { type AnyTopic, topic } from '../../src/contract/topic.ts';

const Text = Type.String();
const Quote = Type.Object({ symbol: Text, venue: Text });
const tick = event(Quote, { delivery: 'latest', key: 'symbol' });
const trade = event(Quote, { delivery: 'log' });
const typing = event(Quote, { delivery: 'ephemeral' });
const state = event(Quote, { delivery: 'latest' });

const procedures = {
  quote: procedure({ kind: 'query', result: Text }),
  orders: { place: procedure({}) },
  candles: procedure({ kind: 'query', item: Text }),
  importTrades: procedure({ input: Text }),
  converse: procedure({ input: Text, item: Text }),
};
const topics = { prices: topic({ events: { tick, trade, typing, state } }), chat: topic({ events: {} }) };

describe('manifestOf', () => {
  it('lists procedures with their flags and topics with their events (§4)', () => {
    const { hash, ...lists } = manifestOf(contract({ procedures, topics, client: { confirm: procedure({}) } }));
    expect(lists).toEqual({
      procedures: [
        ['quote', 1],
        ['orders.place', 0],
        ['candles', 3],
        ['importTrades', 4],
        ['converse', 6],
      ],
      topics: [
        [
          'prices',
          [
            ['tick', 1, 'symbol'],
            ['trade', 0],
            ['typing', 2],
            ['state', 1],
          ],
        ],
        ['chat', []],
      ],
    });
    expect(hash).toMatch(/^[0-9a-f]{32}$/);
  });

  it('has the same hash for the same contract, made again', () => {
    expect(manifestOf(contract({ procedures, topics })).hash).toBe(manifestOf(contract({ procedures: { ...procedures }, topics })).hash);
    expect(manifestOf(contract({ procedures, topics })).hash).toMatchInlineSnapshot(`"2deb5a5b4adc3c729619648f4f83e7d9"`);
  });

  const { quote, ...rest } = procedures;
  const byVenue = event(Quote, { delivery: 'latest', key: 'venue' });
  const withTopic = (prices: AnyTopic) => contract({ procedures, topics: { prices } });

  it('has another hash for every other manifest', () => {
    const contracts = [
      contract({ procedures }),
      contract({ procedures: { ...rest, quote } }),
      contract({ procedures: { quoted: quote, ...rest } }),
      contract({ procedures: { ...procedures, quote: procedure({ result: Text }) } }),
      withTopic(topic({ events: {} })),
      withTopic(topic({ events: { tick, trade } })),
      withTopic(topic({ events: { trade, tick } })),
      withTopic(topic({ events: { tick, trade: typing } })),
      withTopic(topic({ events: { tick: byVenue, trade } })),
    ];
    expect(new Set(contracts.map((made) => manifestOf(made).hash)).size).toBe(contracts.length);
  });
});
