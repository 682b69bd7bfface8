import { contract, event, procedure, topic } from '@trunkline/protocol';
import Type from 'typebox';

const SymbolParams = Type.Object({ symbol: Type.String() });
const Text = Type.Object({ text: Type.String() });

/** A contract with one of everything. */
export const market = contract({
  procedures: {
    quote: procedure({ kind: 'query', params: SymbolParams, result: Type.Number(), errors: { UnknownSymbol: SymbolParams } }),
    pay: procedure({ params: Type.Object({ amount: Type.Number() }), result: Type.String() }),
    ping: procedure({}),
    count: procedure({ kind: 'query', params: Type.Object({ to: Type.Number() }), item: Type.Number(), result: Type.String() }),
    sum: procedure({ input: Type.Number(), result: Type.Number() }),
    orders: { place: procedure({ params: SymbolParams, result: Type.String() }) },
  },
  topics: {
    chat: topic({
      params: Type.Object({ room: Type.String() }),
      events: {
        said: event(Text, { delivery: 'log' }),
        mood: event(Text, { delivery: 'latest' }),
        tick: event(Type.Object({ symbol: Type.String(), price: Type.Number() }), { delivery: 'latest', key: 'symbol' }),
        typing: event(Type.Object({ on: Type.Boolean() }), { delivery: 'ephemeral' }),
      },
      presence: Type.Object({ name: Type.String() }),
      publish: ['said', 'mood', 'typing'],
    }),
    board: topic({ snapshot: Type.Object({ lines: Type.Number() }), events: { line: event(Type.Number(), { delivery: 'log' }) } }),
    news: topic({ events: { told: event(Text, { delivery: 'log' }) }, publish: ['told'] }),
  },
  client: { confirm: procedure({ params: Text, result: Type.Boolean() }), desk: { watch: procedure({ item: Type.Number() }) } },
});

export type Market = typeof market;
