import { describe, expect, it } from 'vitest';
import type { Broker } from '../../src/broker/broker.ts';
import type { PublishKey } from '../../src/log/publish-keys.ts';
import { publishCases } from '../../src/suite/publish-cases.ts';
import { type BrokenBroker, failingCases } from '../support/failing-cases.ts';

/** A broker that takes another key than it was given. */
function withKey(broker: Broker, change: (once: PublishKey) => PublishKey | undefined): Partial<Broker> {
  return {
    publish: (room, publication) => {
      if (publication.delivery === 'ephemeral' || publication.once === undefined) return broker.publish(room, publication);
      return broker.publish(room, { ...publication, once: change(publication.once) });
    },
  };
}

const broken: readonly BrokenBroker[] = [
  {
    fault: 'begins at 0',
    noticedBy: 'numbers the events of a room from 1, without a hole, whichever server publishes',
    alter: (broker) => ({ publish: async (room, publication) => ({ offset: (await broker.publish(room, publication)).offset - 1 }) }),
  },
  {
    fault: 'knows no keys',
    noticedBy: 'takes a publish with a used key as a repeat, on every server',
    alter: (broker) => withKey(broker, () => undefined),
  },
  {
    fault: 'forgets who used a key',
    noticedBy: 'tells keys apart by room and principal; nobody is a principal too',
    alter: (broker) => withKey(broker, (once) => ({ ...once, principal: 'anybody' })),
  },
  {
    fault: 'takes keys of all rooms for one',
    noticedBy: 'tells keys apart by room and principal; nobody is a principal too',
    alter: (broker) => {
      const roomOf = new Map<string, string>();
      return {
        publish: (room, publication) => {
          const once = publication.delivery === 'ephemeral' ? undefined : publication.once;
          if (once === undefined) return broker.publish(room, publication);
          const scope = JSON.stringify(once);
          roomOf.set(scope, roomOf.get(scope) ?? room);
          return broker.publish(roomOf.get(scope) ?? room, publication);
        },
      };
    },
  },
  {
    fault: 'has one log for all rooms',
    noticedBy: 'numbers the events of a room from 1, without a hole, whichever server publishes',
    alter: (broker) => ({ publish: (_, publication) => broker.publish('the only room', publication) }),
  },
  {
    fault: 'remembers keys for ever',
    noticedBy: 'remembers a key for two minutes',
    alter: (broker) => {
      const receipts = new Map<string, { readonly offset: number }>();
      return {
        publish: async (room, publication) => {
          const once = publication.delivery === 'ephemeral' ? undefined : publication.once;
          const scope = JSON.stringify([room, once]);
          const receipt = receipts.get(scope) ?? (await broker.publish(room, publication));
          if (once !== undefined) receipts.set(scope, receipt);
          return receipt;
        },
      };
    },
  },
];

describe('publishCases', () => {
  it.each(broken)('notice a broker that $fault', async ({ noticedBy, alter }) => {
    expect(await failingCases(publishCases, alter)).toContain(noticedBy);
  });

  it('pass on a broker that does what it must', async () => {
    expect(await failingCases(publishCases, () => ({}))).toEqual([]);
  });
});
