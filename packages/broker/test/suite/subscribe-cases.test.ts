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

describe('subscribeCases', () => {
  it.each(broken)('notice a broker that $fault', async ({ noticedBy, alter }) => {
    expect(await failingCases(subscribeCases, alter)).toContain(noticedBy);
  });

  it('pass on a broker that does what it must', async () => {
    expect(await failingCases(subscribeCases, () => ({}))).toEqual([]);
  });
});
