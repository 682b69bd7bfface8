import { expectThat } from '../kernel/violation.ts';
import type { VirtualTime } from '../kernel/virtual-time.ts';

/**
 * How long a peer whose connection is lost stays a member, at least, in ms: 10 s (protocol §5.4), less the second that the end of a connection
 * takes here which the server has closed.
 */
const LINGERS_MS = 9_000;

/** A peer, as far as its lingering goes. */
export interface LingeringPeer {
  readonly id: string;
  readonly isConnected: boolean;
}

/** A peer that was removed from a room though it might have come back. */
interface Removal {
  readonly room: string;
  readonly peer: string;
  readonly droppedMs: number;
}

/** Sees that a server removes no peer from a room that has lost its connection just now and may come back (protocol §5.4). */
export class LingeringRules {
  readonly #time: VirtualTime;
  readonly #peers: () => readonly LingeringPeer[];
  /** When peers lost their connections, by their ids. */
  readonly #drops = new Map<string, number[]>();
  readonly #connected = new Set<string>();
  /** Since when peers are members, by room and id. */
  readonly #since = new Map<string, number>();
  /** When some peer's connection was taken over by a newer one: that peer was never without. */
  readonly #takeovers: number[] = [];
  #early: Removal[] = [];

  constructor(time: VirtualTime, peers: () => readonly LingeringPeer[]) {
    this.#time = time;
    this.#peers = peers;
  }

  /** The end of a step: connections may have come or gone. */
  look(): void {
    const peers = this.#peers();
    for (const { id, isConnected } of peers) {
      if (isConnected) this.#connected.add(id);
      else if (this.#connected.delete(id)) this.#drops.set(id, [...(this.#drops.get(id) ?? []), this.#time.now]);
    }
    const early = this.#early.find(({ peer }) => this.#isDropped(peer, peers));
    this.#early = [];
    expectThat(early === undefined, 'a peer that is dropped stays a member for a while', () => JSON.stringify(early));
  }

  #isDropped(peer: string, peers: readonly LingeringPeer[]): boolean {
    return peers.some(({ id, isConnected }) => id === peer && !isConnected);
  }

  /** A peer has come back before its connection was known to be lost. */
  takenOver(): void {
    this.#takeovers.push(this.#time.now);
  }

  /** The server tells the store that a peer is a member; of one that is dropped it tells so late what was so before. */
  set(room: string, peer: string): void {
    const membership = `${room} ${peer}`;
    const isDropped = this.#isDropped(peer, this.#peers());
    const since = isDropped ? (this.#drops.get(peer)?.at(-1) ?? this.#time.now) : this.#time.now;
    if (!isDropped || !this.#since.has(membership)) this.#since.set(membership, since);
  }

  /** The server tells the store that a peer is none any more; once more, perhaps, which is no decision. Whether the peer is gone for good is known when the step is over. */
  removes(room: string, peer: string): void {
    const since = this.#since.get(`${room} ${peer}`);
    this.#since.delete(`${room} ${peer}`);
    if (since === undefined || !this.#isDropped(peer, this.#peers())) return;
    const droppedAt = [...(this.#drops.get(peer) ?? []), ...this.#takeovers].filter((at) => at >= since);
    if (droppedAt.length === 0) return;
    const droppedMs = this.#time.now - Math.min(...droppedAt);
    if (droppedMs < LINGERS_MS) this.#early.push({ room, peer, droppedMs });
  }
}
