import { describe, expect, it } from 'vitest';
import type { Broker } from '../../src/broker/broker.ts';
import { logCases } from '../../src/suite/log-cases.ts';
import { failingCases } from '../support/failing-cases.ts';

const broken: readonly { readonly fault: string; readonly alter: (broker: Broker) => Partial<Broker> }[] = [
  {
    fault: 'answers what is left',
    alter: (broker) => ({
      read: async (room, after, limit) => {
        const reading = await broker.read(room, after, limit);
        return reading.kind === 'lost' && reading.reason === 'trimmed' ? { kind: 'events', events: [], head: reading.head } : reading;
      },
    }),
  },
  {
    fault: 'looks at no epoch',
    alter: (broker) => ({
      read: async (room, { offset }, limit) => {
        const [head = { epoch: '', offset: 0 }] = await broker.heads([room]);
        return broker.read(room, { epoch: head.epoch, offset }, limit);
      },
    }),
  },
  { fault: 'knows no limit', alter: (broker) => ({ read: (room, after) => broker.read(room, after, { count: 1e6, bytes: 1e9 }) }) },
  {
    fault: 'answers the event at the position too',
    alter: (broker) => ({ read: (room, { epoch, offset }, limit) => broker.read(room, { epoch, offset: Math.max(0, offset - 1) }, limit) }),
  },
  { fault: 'answers heads in another order', alter: (broker) => ({ heads: async (rooms) => [...(await broker.heads(rooms))].reverse() }) },
  {
    fault: 'keeps no log',
    alter: (broker) => ({
      publish: (room, publication) =>
        broker.publish(
          room,
          publication.delivery === 'log' ? { ...publication, retention: { count: 0, bytes: 0, ageMs: 0 } } : publication,
        ),
    }),
  },
];

describe('logCases', () => {
  it.each(broken)('notice a broker that $fault', async ({ alter }) => {
    expect(await failingCases(logCases, alter)).not.toEqual([]);
  });

  it('pass on a broker that does what it must', async () => {
    expect(await failingCases(logCases, () => ({}))).toEqual([]);
  });
});
