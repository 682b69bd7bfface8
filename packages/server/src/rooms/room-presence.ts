import type { Member, MemberChange } from '@trunkline/broker';
import { EnvelopeError, type PresenceChange } from '@trunkline/protocol/wire';
import type { Platform } from '../link/platform.ts';
import { decodeState } from './room-event.ts';
import { SharedEnvelope } from './shared-envelope.ts';

/** Past so many members nobody is listed, they are counted (protocol §5). */
export const MAX_LISTED_MEMBERS = 256;

/** Changes are told together, at most so often, in ms (protocol §5). */
const PRESENCE_EVERY_MS = 100;

/** Past so many bytes of states likewise: the list has to fit into one message of every client. */
const MAX_LISTED_BYTES = 512 << 10;

/** When members that could not be read are asked for again, in ms. */
const RETRY_AFTER_MS = 1_000;

/** What the presence of a room tells its room. */
export interface PresenceObserver {
  /** What has changed, at most every {@link PRESENCE_EVERY_MS}. */
  onPresence(changes: SharedEnvelope): void;
  /** The broker handed over what is no state, or could not be asked; the message says which, and what becomes of it. */
  warn(error: unknown, message: string): void;
}

/** Who is in one room, on all servers, and what has to be told of it: the list while it is short, else the count. */
export class RoomPresence {
  readonly #room: number;
  /** As the broker has them. */
  readonly #states = new Map<string, Uint8Array>();
  #bytes = 0;
  readonly #platform: Platform;
  readonly #observer: PresenceObserver;
  /** Who changed, for each reading that is under way. */
  readonly #touched = new Set<Set<string>>();
  #changes = new Map<string, PresenceChange>();
  #full: SharedEnvelope | undefined;
  #wasCounted = false;
  #isClosed = false;
  #stopTelling: (() => void) | undefined;

  constructor(room: number, platform: Platform, observer: PresenceObserver) {
    this.#room = room;
    this.#platform = platform;
    this.#observer = observer;
  }

  get size(): number {
    return this.#states.size;
  }

  /** Takes the members as the broker has them. What changes while they are read is newer than what is read. */
  async load(read: () => Promise<readonly Member[]>): Promise<void> {
    const touched = new Set<string>();
    this.#touched.add(touched);
    try {
      const members = await read();
      const present = new Set(members.map(({ peer }) => peer));
      for (const peer of [...this.#states.keys()]) if (!present.has(peer) && !touched.has(peer)) this.apply({ peer });
      for (const { peer, state } of members) if (!touched.has(peer)) this.apply({ peer, state });
    } finally {
      this.#touched.delete(touched);
    }
  }

  /** Loads until that is done, or the room is closed. */
  reload(read: () => Promise<readonly Member[]>): void {
    if (this.#isClosed) return;
    this.load(read).catch((error: unknown) => {
      this.#observer.warn(error, 'the members of a room could not be read; that is tried again');
      this.#platform.after(RETRY_AFTER_MS, () => this.reload(read));
    });
  }

  /** A member came, left or has another state. One that says again what is known, when its client comes back, changes nothing. */
  apply({ peer, state }: MemberChange): void {
    for (const touched of this.#touched) touched.add(peer);
    if (this.#isClosed || isSame(this.#states.get(peer), state)) return;
    const change = this.#changeOf(peer, state);
    if (change === undefined) return;
    this.#bytes += (state?.byteLength ?? 0) - (this.#states.get(peer)?.byteLength ?? 0);
    if (state === undefined) this.#states.delete(peer);
    else this.#states.set(peer, state);
    this.#changes.set(peer, change);
    this.#full = undefined;
    this.#stopTelling ??= this.#platform.after(PRESENCE_EVERY_MS, () => this.#tellChanges());
  }

  #changeOf(peer: string, state: Uint8Array | undefined): PresenceChange | undefined {
    if (state === undefined) return [peer];
    try {
      return [peer, decodeState(state)];
    } catch (error) {
      if (!(error instanceof EnvelopeError)) throw error;
      this.#observer.warn(error, 'a room was handed what is no state of a member; the member is left as it was');
      return undefined;
    }
  }

  #tellChanges(): void {
    this.#stopTelling = undefined;
    const changes = [...this.#changes.values()];
    this.#changes = new Map();
    const wasCounted = this.#wasCounted;
    this.#wasCounted = this.#isCounted;
    const isListed = !wasCounted && !this.#wasCounted;
    this.#observer.onPresence(isListed ? new SharedEnvelope({ kind: 'presence', room: this.#room, full: false, changes }) : this.full());
  }

  /** Nothing is told any more. */
  close(): void {
    this.#isClosed = true;
    this.#stopTelling?.();
  }

  /** What a reply to a join tells of the others: who they are while that is short enough, else how many. */
  list(): readonly PresenceChange[] | number {
    return this.#isCounted ? this.size : [...this.#states].map(([peer, state]): PresenceChange => [peer, decodeState(state)]);
  }

  get #isCounted(): boolean {
    return this.size > MAX_LISTED_MEMBERS || this.#bytes > MAX_LISTED_BYTES;
  }

  /** All who are there, for a member that was told nothing for a while. */
  full(): SharedEnvelope {
    this.#full ??= new SharedEnvelope({ kind: 'presence', room: this.#room, full: true, changes: this.list() });
    return this.#full;
  }

  /** How many are there, for a member whose client does not take the list. */
  count(): SharedEnvelope {
    return new SharedEnvelope({ kind: 'presence', room: this.#room, full: true, changes: this.size });
  }
}

function isSame(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.byteLength === other.byteLength && one.every((byte, at) => byte === other[at]);
}
