import { describe, expect, it } from 'vitest';
import { memberCases } from '../../src/suite/member-cases.ts';
import { type BrokenBroker, failingCases } from '../support/failing-cases.ts';

const broken: readonly BrokenBroker[] = [
  {
    fault: 'lets any server remove a member',
    noticedBy: 'lets only the server that has a member now remove it',
    alter: (broker) => ({
      removeMember: async (room, peer) => {
        for (const member of await broker.members(room))
          if (member.peer === peer) await broker.removeMember(room, peer, member.incarnation);
      },
    }),
  },
  {
    fault: 'keeps the first state',
    noticedBy: 'lists the members of all servers, each with its newest state',
    alter: (broker) => ({
      setMember: async (room, member) => {
        const known = (await broker.members(room)).find(({ peer }) => peer === member.peer);
        await broker.setMember(room, known ?? member);
      },
    }),
  },
  {
    fault: 'lists members of all rooms',
    noticedBy: 'lists the members of all servers, each with its newest state',
    alter: (broker) => ({ members: () => broker.members('room') }),
  },
  {
    fault: 'has a lease for each room of a server',
    noticedBy: 'renews the lease of a server with each of its members',
    alter: (broker) => ({
      setMember: (room, member) => broker.setMember(room, { ...member, incarnation: `${room} ${member.incarnation}` }),
      removeMember: (room, peer, incarnation) => broker.removeMember(room, peer, `${room} ${incarnation}`),
      renewLease: (incarnation) => broker.renewLease(`room ${incarnation}`),
      members: async (room) =>
        (await broker.members(room)).map((member) => ({ ...member, incarnation: member.incarnation.slice(room.length + 1) })),
    }),
  },
];

describe('memberCases', () => {
  it.each(broken)('notice a broker that $fault', async ({ noticedBy, alter }) => {
    expect(await failingCases(memberCases, alter)).toContain(noticedBy);
  });

  it('pass on a broker that does what it must', async () => {
    expect(await failingCases(memberCases, () => ({}))).toEqual([]);
  });
});
