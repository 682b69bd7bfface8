import { describe, expect, it } from 'vitest';
import type { Broker } from '../../src/broker/broker.ts';
import { valueCases } from '../../src/suite/value-cases.ts';
import { type BrokenBroker, failingCases } from '../support/failing-cases.ts';

/** A broker that tells another time for which it keeps its values. */
function withTimes(broker: Broker, change: (expiresInMs: number) => number): Partial<Broker> {
  return {
    values: async (room) => (await broker.values(room)).map((value) => ({ ...value, expiresInMs: change(value.expiresInMs) })),
  };
}

const broken: readonly BrokenBroker[] = [
  {
    fault: 'has all values in one slot',
    noticedBy: 'keeps the newest value of each slot, in the order of their versions',
    alter: (broker) => ({
      publish: (room, publication) =>
        broker.publish(room, publication.delivery === 'latest' ? { ...publication, slot: 'one' } : publication),
    }),
  },
  {
    fault: 'answers in another order',
    noticedBy: 'keeps the newest value of each slot, in the order of their versions',
    alter: (broker) => ({ values: async (room) => [...(await broker.values(room))].reverse() }),
  },
  {
    fault: 'answers too few',
    noticedBy: 'keeps 10,000 values of a room, and lets go of the oldest past it',
    alter: (broker) => ({ values: async (room) => (await broker.values(room)).slice(0, 1_000) }),
  },
  {
    fault: 'keeps values of 1 MiB at most',
    noticedBy: 'keeps 16 MiB of the values of a room, and lets go of the oldest past it, but never of the newest',
    alter: (broker) => ({
      values: async (room) => (await broker.values(room)).filter(({ payload }) => payload.byteLength <= 1 << 20),
    }),
  },
  {
    fault: 'keeps values too long',
    noticedBy: 'keeps a value for its time',
    alter: (broker) => ({
      publish: (room, publication) =>
        broker.publish(room, publication.delivery === 'latest' ? { ...publication, ageMs: publication.ageMs + 1 } : publication),
    }),
  },
  {
    fault: 'tells no time',
    noticedBy: 'tells how much longer it keeps a value',
    alter: (broker) => withTimes(broker, () => 0),
  },
  {
    fault: 'tells the time in seconds',
    noticedBy: 'tells how much longer it keeps a value',
    alter: (broker) => withTimes(broker, (ms) => ms / 1_000),
  },
  {
    fault: 'tells one time for all values',
    noticedBy: 'tells how much longer it keeps a value',
    alter: (broker) => withTimes(broker, () => 86_400_000),
  },
  {
    fault: 'tells more time than it keeps a value',
    noticedBy: 'counts the time of a value from its newest publication; a repeat is none',
    alter: (broker) => withTimes(broker, (ms) => ms + 1),
  },
  {
    fault: 'tells the whole time, however much of it is over',
    noticedBy: 'counts the time of a value from its newest publication; a repeat is none',
    alter: (broker) => withTimes(broker, (ms) => Math.ceil(ms / 1_000) * 1_000),
  },
  {
    fault: 'takes a repeat for a publication',
    noticedBy: 'counts the time of a value from its newest publication; a repeat is none',
    alter: (broker) => ({
      publish: (room, publication) =>
        broker.publish(room, publication.delivery === 'latest' ? { ...publication, once: undefined } : publication),
    }),
  },
];

describe('valueCases', () => {
  it.each(broken)('notice a broker that $fault', async ({ noticedBy, alter }) => {
    expect(await failingCases(valueCases, alter)).toContain(noticedBy);
  });

  it('pass on a broker that does what it must', async () => {
    expect(await failingCases(valueCases, () => ({}))).toEqual([]);
  });
});
