import { contract, event, procedure, topic } from '@trunkline/protocol';
import Type from 'typebox';

/** A contract with a call that waits for nothing, one that waits for the test, and a room. */
export const small = contract({
  procedures: {
    add: procedure({ kind: 'query', params: Type.Object({ a: Type.Number(), b: Type.Number() }), result: Type.Number() }),
    hold: procedure({ result: Type.String() }),
  },
  topics: { news: topic({ events: { said: event(Type.String(), { delivery: 'log' }) } }) },
});
