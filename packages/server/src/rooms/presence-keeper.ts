import type { Member } from '@trunkline/broker';
import type { Platform } from '../link/platform.ts';
import { encodeState } from './room-event.ts';
import type { RoomWorld } from './room-world.ts';

/** How long a peer stays a member of its rooms without a connection, in ms (protocol §5): a reload or a tunnel is no leaving. */
export const PRESENCE_LINGERS_MS = 10_000;

/** Renews the lease of a server's members at a third of it, so that two renewals may be lost. */
const RENEW_EVERY_MS = 10_000;

/** Keeps this server's members alive at the broker, while there are any. */
export class PresenceLease {
  readonly #world: RoomWorld;
  #members = 0;
  #renewed: Promise<void> | undefined;
  #stop: (() => void) | undefined;

  constructor(world: RoomWorld) {
    this.#world = world;
  }

  /** There is one member more. Resolves once the lease holds. Rejects with what the broker throws. */
  async add(): Promise<void> {
    this.#members += 1;
    if (this.#members === 1) this.#renewLater();
    this.#renewed ??= this.#world.broker.renewLease(this.#world.incarnation);
    try {
      await this.#renewed;
    } catch (error) {
      this.#renewed = undefined;
      throw error;
    }
  }

  remove(): void {
    this.#members -= 1;
    if (this.#members > 0) return;
    this.#stop?.();
    this.#stop = undefined;
    this.#renewed = undefined;
  }

  #renewLater(): void {
    const { platform, broker, incarnation, log } = this.#world;
    this.#stop = platform.after(RENEW_EVERY_MS, () => {
      broker.renewLease(incarnation).catch((err: unknown) => log.warn({ err }, 'the lease of the members of rooms could not be renewed'));
      this.#renewLater();
    });
  }
}

/** One peer's place among the members of one room: it outlives the connection for a while. */
interface Place {
  state: unknown;
  /** Ends the wait for the peer's return. */
  stopWaiting: (() => void) | undefined;
}

/** The rooms in which one peer is listed as a member, over all its connections. */
export class PresenceKeeper {
  readonly #world: RoomWorld;
  readonly #lease: PresenceLease;
  readonly #peer: string;
  readonly #places = new Map<string, Place>();

  constructor(world: RoomWorld, lease: PresenceLease, peer: string) {
    this.#world = world;
    this.#lease = lease;
    this.#peer = peer;
  }

  get #platform(): Platform {
    return this.#world.platform;
  }

  /** The peer is in a room, with a state. Rejects with what the broker throws. */
  async set(room: string, state: unknown): Promise<void> {
    const known = this.#places.get(room);
    known?.stopWaiting?.();
    this.#places.set(room, { state, stopWaiting: undefined });
    if (known === undefined) await this.#lease.add();
    await this.#write(room, state);
  }

  /** The peer with a state, as the broker has its members. */
  memberOf(state: unknown): Member {
    return { peer: this.#peer, state: encodeState(state), incarnation: this.#world.incarnation };
  }

  async #write(room: string, state: unknown): Promise<void> {
    await this.#world.broker.setMember(room, this.memberOf(state));
  }

  /** The store of the rooms lost its memory: tells it again. */
  repeat(room: string): void {
    const place = this.#places.get(room);
    if (place !== undefined) this.#write(room, place.state).catch((err: unknown) => this.#warn(err));
  }

  /** The peer left a room. */
  remove(room: string): void {
    const place = this.#places.get(room);
    if (place === undefined) return;
    place.stopWaiting?.();
    this.#places.delete(room);
    this.#lease.remove();
    const { broker, incarnation } = this.#world;
    broker.removeMember(room, this.#peer, incarnation).catch((err: unknown) => this.#warn(err));
  }

  /** The connection is lost: the peer stays where it is for {@link PRESENCE_LINGERS_MS}, and where it joins again. */
  disconnected(): void {
    for (const [room, place] of this.#places) {
      place.stopWaiting?.();
      place.stopWaiting = this.#platform.after(PRESENCE_LINGERS_MS, () => this.remove(room));
    }
  }

  /** The peer does not come back. */
  removeAll(): void {
    for (const room of [...this.#places.keys()]) this.remove(room);
  }

  #warn(err: unknown): void {
    this.#world.log.warn({ err, peer: this.#peer }, 'the broker could not be told of a member of a room; its lease will end it');
  }
}
