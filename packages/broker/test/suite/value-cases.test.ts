import { describe, expect, it } from 'vitest';
import type { Broker } from '../../src/broker/broker.ts';
import { valueCases } from '../../src/suite/value-cases.ts';
import { failingCases } from '../support/failing-cases.ts';

const broken: readonly { readonly fault: string; readonly alter: (broker: Broker) => Partial<Broker> }[] = [
  {
    fault: 'has all values in one slot',
    alter: (broker) => ({
      publish: (room, publication) =>
        broker.publish(room, publication.delivery === 'latest' ? { ...publication, slot: 'one' } : publication),
    }),
  },
  { fault: 'answers in another order', alter: (broker) => ({ values: async (room) => [...(await broker.values(room))].reverse() }) },
  { fault: 'answers too few', alter: (broker) => ({ values: async (room) => (await broker.values(room)).slice(0, 1_000) }) },
  {
    fault: 'keeps values too long',
    alter: (broker) => ({
      publish: (room, publication) =>
        broker.publish(room, publication.delivery === 'latest' ? { ...publication, ageMs: publication.ageMs + 1 } : publication),
    }),
  },
];

describe('valueCases', () => {
  it.each(broken)('notice a broker that $fault', async ({ alter }) => {
    expect(await failingCases(valueCases, alter)).not.toEqual([]);
  });

  it('pass on a broker that does what it must', async () => {
    expect(await failingCases(valueCases, () => ({}))).toEqual([]);
  });
});
