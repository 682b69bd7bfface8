import { bytes, contract, event, procedure, topic } from '@trunkline/protocol';
import Type from 'typebox';

const Named = Type.Object({ name: Type.String() });
const Text = Type.Object({ text: Type.String() });
const Bytes = Type.Object({ bytes: bytes() });

/** What pages and their server speak: every shape of a call, every kind of value, a room, a call of the server. */
export const demo = contract({
  procedures: {
    add: procedure({ kind: 'query', params: Type.Object({ a: Type.Number(), b: Type.Number() }), result: Type.Number() }),
    pay: procedure({ params: Type.Object({ amount: Type.Number() }), errors: { Broke: Type.Object({ missing: Type.Number() }) } }),
    reverse: procedure({ kind: 'query', params: Bytes, result: bytes() }),
    whoAmI: procedure({ kind: 'query', result: Type.String() }),
    wait: procedure({ params: Named, result: Type.String() }),
    tell: procedure({ params: Text }),
    count: procedure({ params: Type.Object({ to: Type.Integer() }), item: Type.Integer() }),
    sum: procedure({ input: Type.Number(), result: Type.Number() }),
    shout: procedure({ input: Type.String(), item: Type.String(), result: Type.Integer() }),
    crops: procedure({ input: bytes(), item: bytes() }),
  },
  topics: {
    chat: topic({
      params: Type.Object({ room: Type.String() }),
      events: {
        said: event(Text, { delivery: 'log' }),
        drawn: event(Bytes, { delivery: 'log' }),
        typing: event(Type.Object({ on: Type.Boolean() }), { delivery: 'ephemeral' }),
      },
      presence: Named,
      publish: ['said', 'drawn', 'typing'],
    }),
  },
  client: { mirror: procedure({ params: Bytes, result: bytes() }) },
});

export type Demo = typeof demo;
