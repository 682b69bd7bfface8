import { describe, expect, it } from 'vitest';
import type { Broker } from '../../src/broker/broker.ts';
import type { PublishKey } from '../../src/log/publish-keys.ts';
import { publishCases } from '../../src/suite/publish-cases.ts';
import { failingCases } from '../support/failing-cases.ts';

/** A broker that takes another key than it was given. */
function withKey(broker: Broker, change: (once: PublishKey) => PublishKey | undefined): Partial<Broker> {
  return {
    publish: (room, publication) => {
      if (publication.delivery === 'ephemeral' || publication.once === undefined) return broker.publish(room, publication);
      return broker.publish(room, { ...publication, once: change(publication.once) });
    },
  };
}

const broken: readonly { readonly fault: string; readonly alter: (broker: Broker) => Partial<Broker> }[] = [
  {
    fault: 'begins at 0',
    alter: (broker) => ({ publish: async (room, publication) => ({ offset: (await broker.publish(room, publication)).offset - 1 }) }),
  },
  {
    fault: 'knows no keys',
    alter: (broker) => withKey(broker, () => undefined),
  },
  {
    fault: 'forgets who used a key',
    alter: (broker) => withKey(broker, (once) => ({ ...once, principal: 'anybody' })),
  },
  {
    fault: 'takes keys of all rooms for one',
    alter: (broker) => ({ publish: (_, publication) => broker.publish('the only room', publication) }),
  },
];

describe('publishCases', () => {
  it.each(broken)('notice a broker that $fault', async ({ alter }) => {
    expect(await failingCases(publishCases, alter)).not.toEqual([]);
  });

  it('pass on a broker that does what it must', async () => {
    expect(await failingCases(publishCases, () => ({}))).toEqual([]);
  });
});
