import fc from 'fast-check';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { contract } from '../../src/contract/contract.ts';
import { event } from '../../src/contract/event.ts';
import { manifestOf } from '../../src/contract/manifest.ts';
import { procedure } from '../../src/contract/procedure.ts';
import { topic } from '../../src/contract/topic.ts';
import { readManifest } from '../../src/contract/wire-manifest.ts';
import { EnvelopeError } from '../../src/envelope/envelope-error.ts';

const Quote = Type.Object({ symbol: Type.String() });
const manifest = manifestOf(
  contract({
    procedures: { quote: procedure({ kind: 'query', item: Quote }), orders: { place: procedure({ input: Quote }) } },
    topics: {
      chat: topic({ events: {} }),
      prices: topic({
        events: {
          trade: event(Quote, { delivery: 'log' }),
          tick: event(Quote, { delivery: 'latest', key: 'symbol' }),
          typing: event(Quote, { delivery: 'ephemeral' }),
        },
      }),
    },
  }),
);

const read = {
  hash: manifest.hash,
  procedures: new Map([
    ['quote', { name: 'quote', index: 0, isQuery: true, hasItems: true, hasInput: false }],
    ['orders.place', { name: 'orders.place', index: 1, isQuery: false, hasItems: false, hasInput: true }],
  ]),
  topics: new Map([
    ['chat', { name: 'chat', events: new Map() }],
    [
      'prices',
      {
        name: 'prices',
        events: new Map([
          ['trade', { name: 'trade', index: 0, delivery: 'log', key: undefined }],
          ['tick', { name: 'tick', index: 1, delivery: 'latest', key: 'symbol' }],
          ['typing', { name: 'typing', index: 2, delivery: 'ephemeral', key: undefined }],
        ]),
      },
    ],
  ]),
};

const empty = { hash: 'h', procedures: [], topics: [] };

const malformed: readonly unknown[] = [
  undefined,
  null,
  'manifest',
  [],
  {},
  { procedures: [], topics: [] },
  { hash: 'h', topics: [] },
  { hash: 'h', procedures: [] },
  { ...empty, hash: 5 },
  { ...empty, procedures: {} },
  { ...empty, procedures: ['quote'] },
  { ...empty, procedures: [['quote']] },
  { ...empty, procedures: [[5, 0]] },
  { ...empty, procedures: [['quote', '1']] },
  { ...empty, procedures: [['quote', 0.5]] },
  { ...empty, procedures: [['quote', -1]] },
  {
    ...empty,
    procedures: [
      ['quote', 0],
      ['quote', 1],
    ],
  },
  { ...empty, topics: [['prices']] },
  { ...empty, topics: [[5, []]] },
  {
    ...empty,
    topics: [
      ['prices', []],
      ['prices', []],
    ],
  },
  { ...empty, topics: [['prices', ['tick']]] },
  { ...empty, topics: [['prices', [[5, 0]]]] },
  { ...empty, topics: [['prices', [['tick']]]] },
  { ...empty, topics: [['prices', [['tick', 3]]]] },
  { ...empty, topics: [['prices', [['tick', -1]]]] },
  { ...empty, topics: [['prices', [['tick', '0']]]] },
  { ...empty, topics: [['prices', [['tick', 1, 5]]]] },
  { ...empty, topics: [['prices', [['tick', 1, null]]]] },
  {
    ...empty,
    topics: [
      [
        'prices',
        [
          ['tick', 0],
          ['tick', 1],
        ],
      ],
    ],
  },
];

function thrownBy(action: () => unknown): unknown {
  try {
    action();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('readManifest', () => {
  it('reads what a server wrote', () => {
    expect(readManifest(JSON.parse(JSON.stringify(manifest)))).toEqual(read);
  });

  it('keeps the order of the indexes', () => {
    const { procedures, topics } = readManifest(manifest);
    expect([[...procedures.keys()], [...topics.keys()], [...(topics.get('prices')?.events.keys() ?? [])]]).toEqual([
      ['quote', 'orders.place'],
      ['chat', 'prices'],
      ['trade', 'tick', 'typing'],
    ]);
  });

  it('ignores flags and members that it does not know, of a server that is newer', () => {
    const newer = {
      ...empty,
      later: true,
      procedures: [['quote', 8 | 1, 'later']],
      topics: [['prices', [['tick', 1, 'symbol', 'later']], 'later']],
    };
    expect(readManifest(newer)).toEqual({
      hash: 'h',
      procedures: new Map([['quote', { name: 'quote', index: 0, isQuery: true, hasItems: false, hasInput: false }]]),
      topics: new Map([
        ['prices', { name: 'prices', events: new Map([['tick', { name: 'tick', index: 0, delivery: 'latest', key: 'symbol' }]]) }],
      ]),
    });
  });

  it.each(malformed)('refuses %j', (value) => {
    expect(() => readManifest(value)).toThrow(new EnvelopeError('bad-member'));
  });

  it('throws nothing else, whatever a stranger sends', () => {
    const shaped = fc.record({ hash: fc.anything(), procedures: fc.anything(), topics: fc.anything() });
    const lists = fc.record({
      hash: fc.string(),
      procedures: fc.array(fc.array(fc.anything())),
      topics: fc.array(fc.array(fc.anything())),
    });
    fc.assert(
      fc.property(fc.oneof(fc.anything(), shaped, lists), (value) => {
        expect([undefined, new EnvelopeError('bad-member')]).toContainEqual(thrownBy(() => readManifest(value)));
      }),
    );
  });
});
