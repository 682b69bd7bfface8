import { describe, expect, it } from 'vitest';
import type { Broker } from '../../src/broker/broker.ts';
import { memberCases } from '../../src/suite/member-cases.ts';
import { failingCases } from '../support/failing-cases.ts';

const broken: readonly { readonly fault: string; readonly alter: (broker: Broker) => Partial<Broker> }[] = [
  {
    fault: 'lets any server remove a member',
    alter: (broker) => ({
      removeMember: async (room, peer) => {
        for (const member of await broker.members(room))
          if (member.peer === peer) await broker.removeMember(room, peer, member.incarnation);
      },
    }),
  },
  {
    fault: 'keeps the first state',
    alter: (broker) => ({
      setMember: async (room, member) => {
        const known = (await broker.members(room)).find(({ peer }) => peer === member.peer);
        await broker.setMember(room, known ?? member);
      },
    }),
  },
  { fault: 'lists members of all rooms', alter: (broker) => ({ members: () => broker.members('room') }) },
];

describe('memberCases', () => {
  it.each(broken)('notice a broker that $fault', async ({ alter }) => {
    expect(await failingCases(memberCases, alter)).not.toEqual([]);
  });

  it('pass on a broker that does what it must', async () => {
    expect(await failingCases(memberCases, () => ({}))).toEqual([]);
  });
});
