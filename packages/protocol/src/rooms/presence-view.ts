import type { PresenceChange } from '../envelope/envelope.ts';
import { isSamePlain } from './plain-equality.ts';

/** A peer in a room, and what it tells the others about itself. */
export interface RoomMember {
  /** The peer's public id. */
  readonly peer: string;
  readonly state: unknown;
}

/** Most members that are listed (protocol §5). A server that lists more is taken to have told their count. */
const MAX_LISTED = 256;

/** What one update of presence changed. A room too full for a list only has a count that changes. */
export interface PresenceDifference {
  readonly joined: readonly RoomMember[];
  readonly left: readonly RoomMember[];
  /** Members with a new state. */
  readonly changed: readonly RoomMember[];
}

const NOBODY: readonly RoomMember[] = [];

/**
 * Who is in a room, as its server tells: by full lists and by what changed since (protocol §5, Presence).
 *
 * Members stand in the order in which they were first heard of, whatever the lists' order. The array of members is another one
 * only when something changed, and so is a member.
 */
export class PresenceView {
  readonly #byPeer = new Map<string, RoomMember>();
  #members = NOBODY;
  /** Set while the room is too full for a list. */
  #countOnly: number | undefined;

  /** Empty while the room is too full for a list. */
  get members(): readonly RoomMember[] {
    return this.#members;
  }

  get count(): number {
    return this.#countOnly ?? this.#members.length;
  }

  /** Takes a full list, or the count of a room that is too full for one. Answers `undefined` when it changes nothing. */
  replace(list: readonly PresenceChange[] | number): PresenceDifference | undefined {
    if (typeof list !== 'number' && list.length > MAX_LISTED) return this.replace(list.length);
    const countBefore = this.count;
    this.#countOnly = typeof list === 'number' ? list : undefined;
    const full = typeof list === 'number' ? [] : list;
    const present = new Set(full.map(([peer]) => peer));
    const gone = [...this.#byPeer.keys()].filter((peer) => !present.has(peer)).map((peer): PresenceChange => [peer]);
    // In a full list a peer without a state is there all the same.
    return this.#change([...gone, ...full.map(([peer, state]): PresenceChange => [peer, state])], this.count !== countBefore);
  }

  /** Takes what changed since. Without a list there is nothing that it could change. */
  apply(changes: readonly PresenceChange[]): PresenceDifference | undefined {
    if (this.#countOnly !== undefined) return undefined;
    const difference = this.#change(changes, false);
    return this.#members.length > MAX_LISTED ? this.replace(this.#members.length) : difference;
  }

  #change(changes: readonly PresenceChange[], hasCountChanged: boolean): PresenceDifference | undefined {
    const joined: RoomMember[] = [];
    const left: RoomMember[] = [];
    const changed: RoomMember[] = [];
    // Of several changes of one peer only the last one lasts.
    for (const [peer, ...states] of new Map(changes.map((change) => [change[0], change])).values()) {
      const was = this.#byPeer.get(peer);
      if (states.length === 0) {
        if (was !== undefined) left.push(was);
        this.#byPeer.delete(peer);
      } else if (was === undefined || !isSamePlain(was.state, states[0])) {
        const member = { peer, state: states[0] };
        (was === undefined ? joined : changed).push(member);
        this.#byPeer.set(peer, member);
      }
    }
    if (joined.length + left.length + changed.length === 0 && !hasCountChanged) return undefined;
    this.#members = [...this.#byPeer.values()];
    return { joined, left, changed };
  }
}
