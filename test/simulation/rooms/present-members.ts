import type { RoomMembership } from '@trunkline/protocol/wire';
import { isState } from './world-contract.ts';

/** The members of a room as they really are: their states by the ids of their peers. */
export type PresentMembers = ReadonlyMap<string | undefined, unknown>;

/** Whether a member's list of the others, or where that is too long their count, is true. */
export function seesTruly({ members, memberCount }: RoomMembership, present: PresentMembers): boolean {
  if (memberCount !== present.size) return false;
  return members.every(({ peer, state }) => present.has(peer) && isSameState(present.get(peer), state));
}

/** Whether two members say the same of themselves. */
export function isSameState(one: unknown, other: unknown): boolean {
  return one === other || (isState(one) && isState(other) && one.mood === other.mood && one.pad === other.pad);
}
