import { describe, expect, it } from 'vitest';
import { footprintOf, MemberList } from '../../src/memory/member-list.ts';

const member = (peer: string, bytes: number) => ({ peer, state: new Uint8Array(bytes), incarnation: 'here' });

describe('MemberList', () => {
  it('has one member for each peer, the newest', () => {
    const members = new MemberList();
    for (const set of [member('ann', 1), member('bo', 2), member('ann', 3)]) members.set(set);
    members.delete('bo');
    members.delete('nobody');
    expect([members.all(), members.size, members.get('ann'), members.get('bo')]).toEqual([
      [member('ann', 3)],
      1,
      member('ann', 3),
      undefined,
    ]);
  });

  it('takes the memory of its members', () => {
    const members = new MemberList();
    members.set(member('ann', 1));
    members.set(member('bo', 2));
    members.set(member('ann', 100));
    expect(members.footprint).toBe(footprintOf(member('ann', 100)) + footprintOf(member('bo', 2)));
    for (const peer of ['ann', 'bo']) members.delete(peer);
    expect(members.footprint).toBe(0);
  });
});

describe('footprintOf', () => {
  it('counts the texts, the state and what is around them', () => {
    expect(footprintOf(member('ann', 100)) - footprintOf(member('a', 0))).toBe(2 * 2 + 100);
  });
});
