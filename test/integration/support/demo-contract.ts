import { bytes, contract, event, procedure, topic } from '@trunkline/protocol';
import Type from 'typebox';

const RoomParams = Type.Object({ room: Type.String() });
const Named = Type.Object({ name: Type.String() });

/** A contract with one of everything. */
export const demo = contract({
  procedures: {
    add: procedure({ kind: 'query', params: Type.Object({ a: Type.Number(), b: Type.Number() }), result: Type.Number() }),
    whoAmI: procedure({ kind: 'query', result: Type.Union([Type.String(), Type.Null()]) }),
    reverse: procedure({ kind: 'query', params: Type.Object({ bytes: bytes() }), result: bytes() }),
    hold: procedure({ params: Named, result: Type.String() }),
    pay: procedure({
      params: Type.Object({ amount: Type.Number() }),
      errors: { Broke: Type.Object({ missing: Type.Number() }), ShopClosed: null },
    }),
    explode: procedure({}),
    speak: procedure({ params: Type.Object({ text: Type.String() }) }),
    fill: procedure({ kind: 'query', params: Type.Object({ size: Type.Integer() }), result: Type.String() }),
    count: procedure({ kind: 'query', params: Type.Object({ to: Type.Integer() }), item: Type.Integer() }),
    sum: procedure({ input: Type.Number(), result: Type.Number() }),
    shout: procedure({ input: Type.String(), item: Type.String(), result: Type.Integer() }),
    notes: { keep: procedure({ params: Type.Object({ text: Type.String() }) }) },
  },
  topics: {
    chat: topic({
      params: RoomParams,
      events: {
        message: event(Type.Object({ text: Type.String() }), { delivery: 'log' }),
        pointer: event(Type.Object({ x: Type.Integer() }), { delivery: 'latest' }),
        typing: event(Type.Object({ on: Type.Boolean() }), { delivery: 'ephemeral' }),
      },
      presence: Named,
      publish: ['message', 'typing'],
    }),
    board: topic({
      params: RoomParams,
      snapshot: Type.Object({ total: Type.Integer() }),
      events: { raised: event(Type.Object({ by: Type.Integer() }), { delivery: 'log' }) },
    }),
  },
  client: { confirm: procedure({ params: Type.Object({ text: Type.String() }), result: Type.Boolean() }) },
});
