import { BUSY_RETRY_MS, systemError } from '@trunkline/protocol/wire';
import { Lines } from '../peer/lines.ts';
import { TokenBucket } from '../peer/token-bucket.ts';
import { PresenceKeeper } from './presence-keeper.ts';
import type { PresenceLease } from './presence-lease.ts';
import type { RoomWorld } from './room-world.ts';

/** What the rooms know of one peer, over all its connections. */
export class PeerRooms {
  readonly presence: PresenceKeeper;
  readonly #world: RoomWorld;
  readonly #publishes: TokenBucket;
  readonly #joins: TokenBucket;
  readonly #lines = new Lines();
  #inFlight = 0;

  constructor(world: RoomWorld, lease: PresenceLease, peer: string) {
    this.#world = world;
    this.presence = new PresenceKeeper(world, lease, peer);
    const now = world.platform.now();
    this.#publishes = new TokenBucket(world.limits.publishes, now);
    this.#joins = new TokenBucket(world.limits.joins, now);
  }

  /** @throws {RpcError} `TooMany` */
  takeJoin(): void {
    this.#take(this.#joins, 'joins');
  }

  /** A publish, or another state. @throws {RpcError} `TooMany` */
  takePublish(): void {
    this.#take(this.#publishes, 'publishes');
  }

  #take(bucket: TokenBucket, what: string): void {
    const retryAfterMs = bucket.take(this.#world.platform.now());
    if (retryAfterMs > 0) throw systemError('TooMany', `too many ${what} a second`, { retryAfterMs });
  }

  /** Runs the publishes to one room one after another, in the order in which they came. @throws {RpcError} `TooMany` */
  inLine<T>(room: string, publish: () => Promise<T>): Promise<T> {
    const { publishesInFlight } = this.#world.limits;
    if (this.#inFlight >= publishesInFlight) {
      throw systemError('TooMany', `${publishesInFlight} publishes are in flight`, { retryAfterMs: BUSY_RETRY_MS });
    }
    this.#inFlight += 1;
    return this.#lines.run(room, publish).finally(() => {
      this.#inFlight -= 1;
    });
  }
}
