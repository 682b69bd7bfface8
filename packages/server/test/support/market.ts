import { contract, event, procedure, topic } from '@trunkline/protocol';
import Type from 'typebox';

const SymbolParams = Type.Object({ symbol: Type.String() });

/** A contract with something of everything. */
export const market = contract({
  procedures: {
    quote: procedure({ kind: 'query', params: SymbolParams, result: Type.Number(), errors: { UnknownSymbol: SymbolParams } }),
    count: procedure({ params: Type.Object({ to: Type.Number() }), item: Type.Number(), result: Type.String() }),
    sum: procedure({ input: Type.Number(), result: Type.Number() }),
    slow: procedure({}),
  },
  topics: {
    chat: topic({
      params: Type.Object({ room: Type.String() }),
      events: { message: event(Type.Object({ text: Type.String() }), { delivery: 'log' }) },
      publish: ['message'],
      retain: { count: 20, bytes: 1 << 20, ageMs: 60_000 },
    }),
    prices: topic({
      events: {
        tick: event(Type.Object({ symbol: Type.String(), price: Type.Number() }), { delivery: 'latest', key: 'symbol' }),
        typing: event(Type.Object({ on: Type.Boolean() }), { delivery: 'ephemeral' }),
      },
      presence: Type.Object({ name: Type.String() }),
      publish: ['typing'],
    }),
    board: topic({
      snapshot: Type.Object({ lines: Type.Number() }),
      events: { line: event(Type.Number(), { delivery: 'log' }) },
      retain: { count: 5, bytes: 1 << 20, ageMs: 60_000 },
    }),
  },
  client: { confirm: procedure({ params: Type.Object({ text: Type.String() }), result: Type.Boolean() }) },
});
