import { describe, expect, it } from 'vitest';
import type { Broker } from '../../src/broker/broker.ts';
import type { Retention } from '../../src/log/retention.ts';
import { headOf } from '../../src/suite/head-of.ts';
import { logCases } from '../../src/suite/log-cases.ts';
import { type BrokenBroker, failingCases } from '../support/failing-cases.ts';

/** A broker that keeps more or less of a log than it was told. */
function withRetention(broker: Broker, retention: Partial<Retention>): Partial<Broker> {
  return {
    publish: (room, publication) => {
      if (publication.delivery !== 'log') return broker.publish(room, publication);
      return broker.publish(room, { ...publication, retention: { ...publication.retention, ...retention } });
    },
  };
}

const broken: readonly BrokenBroker[] = [
  {
    fault: 'answers what is left',
    noticedBy: 'answers all of a range or that it is trimmed, never what is left',
    alter: (broker) => ({
      read: async (room, after, limit) => {
        const reading = await broker.read(room, after, limit);
        return reading.kind === 'lost' && reading.reason === 'trimmed' ? { kind: 'events', events: [], head: reading.head } : reading;
      },
    }),
  },
  {
    fault: 'looks at no epoch',
    noticedBy: 'takes a position of another store, beyond the head or without an epoch for another log',
    alter: (broker) => ({
      read: async (room, { offset }, limit) => {
        const { position } = await headOf(broker, room);
        return broker.read(room, { ...position, offset }, limit);
      },
    }),
  },
  {
    fault: 'knows no limit',
    noticedBy: 'reads as many as the limit allows, at least one',
    alter: (broker) => ({ read: (room, after) => broker.read(room, after, { count: 1e6, bytes: 1e9 }) }),
  },
  {
    fault: 'answers the event at the position too',
    noticedBy: 'reads what follows a position, whichever server asks',
    alter: (broker) => ({ read: (room, { epoch, offset }, limit) => broker.read(room, { epoch, offset: Math.max(0, offset - 1) }, limit) }),
  },
  {
    fault: 'keeps a log whatever its bytes',
    noticedBy: 'trims by bytes as well',
    alter: (broker) => withRetention(broker, { bytes: 1e9 }),
  },
  {
    fault: 'keeps a log whatever its age',
    noticedBy: 'trims by age as well',
    alter: (broker) => withRetention(broker, { ageMs: 1e9 }),
  },
  {
    fault: 'has one epoch for ever',
    noticedBy: 'has another epoch when the store lost its memory',
    alter: (broker) => ({
      heads: async (rooms) => (await broker.heads(rooms)).map((head) => ({ ...head, position: { ...head.position, epoch: 'e' } })),
    }),
  },
  {
    fault: 'keeps no log',
    noticedBy: 'reads what follows a position, whichever server asks',
    alter: (broker) => withRetention(broker, { count: 0 }),
  },
];

describe('logCases', () => {
  it.each(broken)('notice a broker that $fault', async ({ noticedBy, alter }) => {
    expect(await failingCases(logCases, alter)).toContain(noticedBy);
  });

  it('pass on a broker that does what it must', async () => {
    expect(await failingCases(logCases, () => ({}))).toEqual([]);
  });
});
