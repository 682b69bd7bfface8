import { contract, event, procedure, topic } from '@trunkline/protocol';
import Type from 'typebox';
import type { CallGiven } from '../../src/calls/call-given.ts';
import { type TestContext, TestHub, type TestHubOptions } from './test-hub.ts';

const Key = Type.Object({ key: Type.String() });

/** A contract for what a hub does with peers: handlers that a test holds, large answers, streams, rooms with a door, clients that are called. */
export const desk = contract({
  procedures: {
    whoami: procedure({ kind: 'query', result: Type.String() }),
    hold: procedure({ params: Key, result: Type.String() }),
    big: procedure({ params: Type.Object({ bytes: Type.Number() }), result: Type.String() }),
    flood: procedure({ params: Type.Object({ bytes: Type.Number(), count: Type.Number() }), item: Type.String() }),
    count: procedure({ params: Type.Object({ to: Type.Number() }), item: Type.Number(), result: Type.String() }),
    sum: procedure({ input: Type.Unknown(), result: Type.Number() }),
  },
  topics: {
    chat: topic({
      params: Type.Object({ room: Type.String() }),
      events: { message: event(Type.Object({ text: Type.String() }), { delivery: 'log' }) },
      publish: ['message'],
      retain: { count: 1_000, bytes: 1 << 20, ageMs: 60_000 },
    }),
    seats: topic({
      params: Type.Object({ room: Type.String() }),
      events: {
        tick: event(Type.Object({ symbol: Type.String(), price: Type.Number() }), { delivery: 'latest', key: 'symbol', ageMs: 60_000 }),
      },
      presence: Type.Object({ name: Type.String() }),
    }),
  },
  client: {
    confirm: procedure({ params: Type.Object({ text: Type.String() }), result: Type.Boolean(), errors: { Busy: Key } }),
    watch: procedure({ item: Type.Number(), result: Type.String() }),
  },
});

/** One call of `hold` that a test lets settle. */
export interface Held {
  readonly call: CallGiven<TestContext>;
  resolve(result: string): void;
  /** Why it was aborted. */
  readonly aborts: unknown[];
}

/** A hub that serves the desk. */
export class Desk extends TestHub {
  readonly held = new Map<string, Held>();
  /** Whether `hold` goes on when it is aborted. */
  isStubborn = false;
  /** What `whoami` does before it answers, in the turn in which it is asked. */
  onWhoami: () => void = () => {};
  /** Items that `flood` has made. */
  flooded = 0;
  /** Whom the rooms do not let in. */
  readonly barred = new Set<string>();

  constructor(options: TestHubOptions = {}) {
    super(desk, options);
    this.hub.implement(desk.procedures, {
      whoami: (_, call) => {
        this.onWhoami();
        return call.context.user;
      },
      hold: ({ key }, call) => this.#hold(key, call),
      big: ({ bytes }) => 'x'.repeat(bytes),
      flood: ({ bytes, count }) => this.#flood(bytes, count),
      async *count({ to }) {
        for (let at = 1; at <= to; at += 1) yield await at;
        return 'done';
      },
      async sum(_, { input }) {
        let count = 0;
        for await (const _item of input) count += 1;
        return count;
      },
    });
    this.hub.topic(desk.topics.chat, { authorize: (_, { context }) => !this.barred.has(context.user) });
    this.hub.requireComplete();
  }

  #hold(key: string, call: CallGiven<TestContext>): Promise<string> {
    const aborts: unknown[] = [];
    return new Promise((resolve, reject) => {
      this.held.set(key, { call, resolve, aborts });
      call.signal.addEventListener('abort', () => {
        aborts.push(call.signal.reason);
        if (!this.isStubborn) reject(call.signal.reason);
      });
    });
  }

  async *#flood(bytes: number, count: number): AsyncGenerator<string, undefined> {
    for (let made = 0; made < count; made += 1) {
      await undefined;
      this.flooded += 1;
      yield 'x'.repeat(bytes);
    }
  }
}
