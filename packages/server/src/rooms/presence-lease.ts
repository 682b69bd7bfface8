import { LEASE_MS } from '@trunkline/broker';
import type { RoomWorld } from './room-world.ts';

/** A third of the lease, so that two renewals may be lost. */
const RENEW_EVERY_MS = LEASE_MS / 3;

/** One peer in one room, for as long as it is listed there. */
export interface LeasedPlace {
  /** The broker may have let go of it: tells it again. */
  repeat(): void;
}

/**
 * Keeps this server's members alive at the broker, while there are any.
 *
 * When it could not be renewed in time, because the broker was away or this process asleep, the broker has let go of all members of this
 * server; so with the next renewal all are told again.
 */
export class PresenceLease {
  readonly #world: RoomWorld;
  readonly #places = new Set<LeasedPlace>();
  /** When the last renewal that succeeded was asked for. */
  #renewedAt = Number.NEGATIVE_INFINITY;
  #stop: (() => void) | undefined;

  constructor(world: RoomWorld) {
    this.#world = world;
  }

  /** Whether the broker has let go of a member that it was told of until then: also what it seemed not to hear may have renewed its lease. */
  isOver(toldUntil: number): boolean {
    return this.#world.platform.now() - Math.max(this.#renewedAt, toldUntil) >= LEASE_MS;
  }

  /** There is one member more. It need not wait: a broker renews the lease with each member that it is told. */
  add(place: LeasedPlace): void {
    this.#places.add(place);
    if (this.#stop !== undefined) return;
    this.#renewLater();
    void this.#renew();
  }

  /** Does nothing for a place that is not there. */
  remove(place: LeasedPlace): void {
    this.#places.delete(place);
    if (this.#places.size > 0) return;
    this.#stop?.();
    this.#stop = undefined;
  }

  #renewLater(): void {
    this.#stop = this.#world.platform.after(RENEW_EVERY_MS, () => {
      void this.#renewAgain();
      this.#renewLater();
    });
  }

  async #renewAgain(): Promise<void> {
    if (await this.#renew()) for (const place of this.#places) place.repeat();
  }

  /** Answers whether the broker may have let go of the members meanwhile. One that fails is tried again with the next renewal. */
  async #renew(): Promise<boolean> {
    const { broker, incarnation, log, platform } = this.#world;
    const askedAt = platform.now();
    try {
      await broker.renewLease(incarnation);
    } catch (err) {
      log.warn({ err }, 'the lease of the members of rooms could not be renewed; that is tried again');
      return false;
    }
    const wasOver = askedAt - this.#renewedAt >= LEASE_MS;
    this.#renewedAt = Math.max(this.#renewedAt, askedAt);
    return wasOver;
  }
}
