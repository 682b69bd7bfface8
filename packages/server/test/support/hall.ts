import { contract, event, topic } from '@trunkline/protocol';
import Type from 'typebox';

const Text = Type.Object({ text: Type.String() });
const Tick = Type.Object({ symbol: Type.String(), price: Type.Number() });
const Blink = Type.Object({ on: Type.Number() });

/** A contract with rooms of every kind. */
export const hall = contract({
  procedures: {},
  topics: {
    /** A log that nobody states. */
    feed: topic({
      params: Type.Object({ name: Type.String() }),
      events: { post: event(Text, { delivery: 'log' }), notice: event(Text, { delivery: 'log' }) },
      publish: ['post'],
      retain: { count: 50, bytes: 8 << 20, ageMs: 60_000 },
    }),
    /** Every delivery in one room. */
    mixed: topic({
      events: {
        line: event(Text, { delivery: 'log' }),
        tick: event(Tick, { delivery: 'latest', key: 'symbol', ageMs: 60_000 }),
        mood: event(Text, { delivery: 'latest' }),
        blink: event(Blink, { delivery: 'ephemeral' }),
      },
      publish: ['line', 'tick', 'blink'],
      retain: { count: 1_000, bytes: 8 << 20, ageMs: 60_000 },
    }),
    /** A log with a state, which is trimmed soon. */
    board: topic({
      snapshot: Type.Object({ lines: Type.Number() }),
      events: { line: event(Type.Number(), { delivery: 'log' }) },
      retain: { count: 5, bytes: 1 << 20, ageMs: 60_000 },
    }),
    /** A state without a log. */
    gauge: topic({ snapshot: Type.Any(), events: { blink: event(Blink, { delivery: 'ephemeral' }) } }),
    /** A room with members. */
    lobby: topic({
      params: Type.Object({ name: Type.String() }),
      events: { blink: event(Blink, { delivery: 'ephemeral' }) },
      presence: Type.Object({ name: Type.String() }),
    }),
  },
});
