import { describe, expect, it } from 'vitest';
import type { Broker, PublishedEvent } from '../../src/broker/broker.ts';
import { subscribeCases } from '../../src/suite/subscribe-cases.ts';
import { type BrokenBroker, failingCases } from '../support/failing-cases.ts';

/** A broker that hands over something else than was published. */
function withEvents(broker: Broker, change: (event: PublishedEvent) => PublishedEvent): Partial<Broker> {
  return {
    subscribe: (room, listener) =>
      broker.subscribe(room, {
        onEvent: (event) => listener.onEvent(change(event)),
        onMember: (member) => listener.onMember(member),
      }),
  };
}

const broken: readonly BrokenBroker[] = [
  {
    fault: 'numbers only what is logged',
    noticedBy: 'hands over everything that is published, in order, with its version, on every server',
    alter: (broker) => withEvents(broker, (event) => ({ ...event, version: event.offset })),
  },
  {
    fault: 'hands everything over twice',
    noticedBy: 'hands over everything that is published, in order, with its version, on every server',
    alter: (broker) => ({
      subscribe: (room, listener) =>
        broker.subscribe(room, {
          onEvent: (event) => {
            listener.onEvent(event);
            listener.onEvent(event);
          },
          onMember: (change) => listener.onMember(change),
        }),
    }),
  },
  {
    fault: 'goes on after a close',
    noticedBy: 'hands nothing over once a subscription is closed, and goes on with the others',
    alter: (broker) => ({
      subscribe: async (room, listener) => ({ ...(await broker.subscribe(room, listener)), close: () => Promise.resolve() }),
    }),
  },
  {
    fault: 'hands one over behind the next',
    noticedBy: 'hands over concurrent publishes in the order of their versions, which is that of the log, on every server',
    alter: (broker) => {
      let held: PublishedEvent | undefined;
      return {
        subscribe: (room, listener) =>
          broker.subscribe(room, {
            onEvent: (event) => {
              if (event.version === 10) held = event;
              else listener.onEvent(event);
              if (event.version === 11 && held !== undefined) listener.onEvent(held);
            },
            onMember: (change) => listener.onMember(change),
          }),
      };
    },
  },
  {
    fault: 'hands over when it is closed',
    noticedBy: 'hands nothing over once it is closed',
    alter: () => ({ close: () => Promise.resolve() }),
  },
  {
    fault: 'cannot be closed twice',
    noticedBy: 'rejects everything once it is closed, but for another close',
    alter: (broker) => ({ close: () => broker.heads([]).then(() => broker.close()) }),
  },
  {
    fault: 'begins at 0',
    noticedBy: 'says where it begins: everything after that is handed over',
    alter: (broker) => ({ subscribe: async (room, listener) => ({ ...(await broker.subscribe(room, listener)), version: 0 }) }),
  },
  {
    fault: 'tells the same time for every value',
    noticedBy: 'hands over everything that is published, in order, with its version, on every server',
    alter: (broker) => withEvents(broker, (event) => (event.delivery === 'latest' ? { ...event, ageMs: 86_400_000 } : event)),
  },
  {
    fault: 'tells no time for a value',
    noticedBy: 'hands over everything that is published, in order, with its version, on every server',
    alter: (broker) => withEvents(broker, (event) => (event.delivery === 'latest' ? { ...event, ageMs: 0 } : event)),
  },
];

const METHODS = ['publish', 'subscribe', 'read', 'heads', 'values', 'setMember', 'removeMember', 'members', 'renewLease'] as const;

describe('subscribeCases', () => {
  it.each(broken)('notice a broker that $fault', async ({ noticedBy, alter }) => {
    expect(await failingCases(subscribeCases, alter)).toContain(noticedBy);
  });

  it.each(METHODS)('notice a broker that does not reject %s when it is closed', async (method) => {
    const failing = await failingCases(subscribeCases.slice(-1), () => ({ [method]: () => Promise.resolve() }));
    expect(failing).toEqual(['rejects everything once it is closed, but for another close']);
  });

  it('pass on a broker that does what it must', async () => {
    expect(await failingCases(subscribeCases, () => ({}))).toEqual([]);
  });
});
