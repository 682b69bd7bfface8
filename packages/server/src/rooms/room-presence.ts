import type { Member, MemberChange } from '@trunkline/broker';
import type { Codec, PresenceChange, PresenceEnvelope } from '@trunkline/protocol/wire';
import type { Platform } from '../link/platform.ts';
import { SharedMessage } from '../link/server-link.ts';
import { decodeState } from './room-event.ts';

/** Past so many members nobody is listed, they are counted (protocol §5). */
export const MAX_LISTED_MEMBERS = 256;

/** Changes are told together, at most so often, in ms (protocol §5). */
export const PRESENCE_EVERY_MS = 100;

/** Past so many bytes of states likewise: the list has to fit into one message of every client. */
const MAX_LISTED_BYTES = 512 << 10;

/** One envelope for many members, written once for each codec. */
export class PresenceMessages {
  readonly #envelope: PresenceEnvelope;
  readonly #messages = new Map<Codec, SharedMessage>();

  constructor(envelope: PresenceEnvelope) {
    this.#envelope = envelope;
  }

  message(codec: Codec): SharedMessage {
    const message = this.#messages.get(codec) ?? new SharedMessage(codec.encode(this.#envelope));
    this.#messages.set(codec, message);
    return message;
  }
}

/** Who is in one room, on all servers, and what has to be told of it: the list while it is short, else the count. */
export class RoomPresence {
  readonly #room: number;
  readonly #states = new Map<string, { readonly state: unknown; readonly bytes: number }>();
  #bytes = 0;
  readonly #platform: Platform;
  readonly #tell: (changes: PresenceMessages) => void;
  /** Who changed, for each reading that is under way. */
  readonly #touched = new Set<Set<string>>();
  #changes = new Map<string, PresenceChange>();
  #wasCounted = false;
  #stopTelling: (() => void) | undefined;

  /** `tell` is called with what has changed, at most every {@link PRESENCE_EVERY_MS}. */
  constructor(room: number, platform: Platform, tell: (changes: PresenceMessages) => void) {
    this.#room = room;
    this.#platform = platform;
    this.#tell = tell;
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

  /** A member came, left or has another state. */
  apply({ peer, state }: MemberChange): void {
    for (const touched of this.#touched) touched.add(peer);
    const known = this.#states.get(peer);
    if (state === undefined && known === undefined) return;
    this.#bytes += (state?.byteLength ?? 0) - (known?.bytes ?? 0);
    if (state === undefined) {
      this.#states.delete(peer);
      this.#changes.set(peer, [peer]);
    } else {
      const decoded = decodeState(state);
      this.#states.set(peer, { state: decoded, bytes: state.byteLength });
      this.#changes.set(peer, [peer, decoded]);
    }
    this.#stopTelling ??= this.#platform.after(PRESENCE_EVERY_MS, () => this.#tellChanges());
  }

  #tellChanges(): void {
    this.#stopTelling = undefined;
    const changes = [...this.#changes.values()];
    this.#changes = new Map();
    const wasCounted = this.#wasCounted;
    this.#wasCounted = this.#isCounted;
    const isListed = !wasCounted && !this.#wasCounted;
    this.#tell(isListed ? new PresenceMessages({ kind: 'presence', room: this.#room, full: false, changes }) : this.full());
  }

  /** Nothing is told any more. */
  close(): void {
    this.#stopTelling?.();
  }

  /** What a reply to a join tells of the others: who they are while that is short enough, else how many. */
  list(): readonly PresenceChange[] | number {
    return this.#isCounted ? this.size : [...this.#states].map(([peer, { state }]): PresenceChange => [peer, state]);
  }

  get #isCounted(): boolean {
    return this.size > MAX_LISTED_MEMBERS || this.#bytes > MAX_LISTED_BYTES;
  }

  /** All who are there, for a member that was told nothing for a while. */
  full(): PresenceMessages {
    return new PresenceMessages({ kind: 'presence', room: this.#room, full: true, changes: this.list() });
  }

  /** How many are there, for a member whose client does not take the list. */
  count(): PresenceMessages {
    return new PresenceMessages({ kind: 'presence', room: this.#room, full: true, changes: this.size });
  }
}
