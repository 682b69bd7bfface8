import type { Member } from '@trunkline/broker';
import { brokerRetryMs } from './broker-retry.ts';
import type { PresenceLease } from './presence-lease.ts';
import { encodeState } from './room-event.ts';
import type { RoomWorld } from './room-world.ts';

/** How long a peer stays a member of its rooms without a connection, in ms (protocol §5): a reload or a tunnel is no leaving. */
const PRESENCE_LINGERS_MS = 10_000;

/** One peer's place among the members of one room: it outlives the connection for a while. */
interface Place {
  state: unknown;
  /** Ends the wait for the peer's return. */
  stopWaiting: (() => void) | undefined;
  repeat(): void;
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

  /** Whether the peer is listed in a room. */
  has(room: string): boolean {
    return this.#places.has(room);
  }

  /**
   * The peer is in a room, with a state. Rejects with what the broker throws.
   *
   * Before it resolves the peer may have been removed, or got another state; see {@link member}.
   */
  async set(room: string, state: unknown): Promise<void> {
    const known = this.#places.get(room);
    known?.stopWaiting?.();
    const place: Place = known ?? { state, stopWaiting: undefined, repeat: () => this.repeat(room) };
    place.state = state;
    place.stopWaiting = undefined;
    this.#places.set(room, place);
    if (known === undefined) this.#lease.add(place);
    await this.#tell(room);
  }

  /** The peer as the broker is to list it in a room; `undefined` where it is not. */
  member(room: string): Member | undefined {
    const place = this.#places.get(room);
    return place && { peer: this.#peer, state: encodeState(place.state), incarnation: this.#world.incarnation };
  }

  /** Tells the broker what is so now, whatever was to be told when it was asked for. Rejects also where the broker throws at once. */
  async #tell(room: string): Promise<void> {
    const { broker, incarnation } = this.#world;
    const member = this.member(room);
    await (member === undefined ? broker.removeMember(room, this.#peer, incarnation) : broker.setMember(room, member));
  }

  /** Until the broker has heard it, or has let go of all members of this server by itself. */
  #tellUntilHeard(room: string, askedAt = this.#world.platform.now(), failures = 0): void {
    this.#tell(room).catch((err: unknown) => {
      const { log, platform } = this.#world;
      log.warn({ err, peer: this.#peer }, 'the broker could not be told of a member of a room; that is tried again');
      platform.after(brokerRetryMs(failures), () => {
        if (!this.#lease.isOver(askedAt)) this.#tellUntilHeard(room, askedAt, failures + 1);
      });
    });
  }

  /** The store of the rooms lost its memory: tells it again. */
  repeat(room: string): void {
    if (this.#places.has(room)) this.#tellUntilHeard(room);
  }

  /** The peer left a room. */
  remove(room: string): void {
    const place = this.#places.get(room);
    if (place === undefined) return;
    place.stopWaiting?.();
    this.#places.delete(room);
    this.#lease.remove(place);
    this.#tellUntilHeard(room);
  }

  /** The connection is lost: the peer stays where it is for {@link PRESENCE_LINGERS_MS}, and where it joins again. */
  disconnected(): void {
    for (const [room, place] of this.#places) {
      place.stopWaiting?.();
      place.stopWaiting = this.#world.platform.after(PRESENCE_LINGERS_MS, () => this.remove(room));
    }
  }

  /** The peer does not come back. */
  removeAll(): void {
    for (const room of [...this.#places.keys()]) this.remove(room);
  }
}
