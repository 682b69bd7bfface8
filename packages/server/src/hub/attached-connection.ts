import type { Codec, OutboundEnvelope } from '@trunkline/protocol/wire';
import type { SharedMessage } from '../link/server-link.ts';
import type { Outflow } from '../peer/outflow.ts';
import type { Peer } from '../peer/peer.ts';
import { Semaphore } from '../peer/semaphore.ts';
import { Memberships } from '../rooms/memberships.ts';
import type { PeerRooms } from '../rooms/peer-rooms.ts';
import type { RoomConnection } from '../rooms/room-connection.ts';
import type { HubParts } from './hub-parts.ts';
import type { SessionConnection } from './session-connection.ts';

/** What rooms see of a connection; there from the first request for a room on. */
export class AttachedConnection<Ctx> implements RoomConnection {
  readonly peer: Peer<Ctx>;
  readonly memberships: Memberships;
  readonly #connection: SessionConnection<Ctx>;
  credentialsVersion = 0;

  constructor(peer: Peer<Ctx>, connection: SessionConnection<Ctx>, kept: PeerRooms, { rooms, limits }: HubParts<Ctx>) {
    this.peer = peer;
    this.#connection = connection;
    this.memberships = new Memberships(rooms, new Semaphore(limits.roomsCatchingUp), kept);
  }

  get codec(): Codec {
    return this.#connection.connection.codec;
  }

  get messageBytes(): number {
    return this.#connection.connection.clientLimits.messageBytes;
  }

  get outflow(): Outflow {
    return this.#connection.link.outflow;
  }

  get isClosed(): boolean {
    return this.#connection.connection.isClosed;
  }

  send(envelope: OutboundEnvelope): void {
    this.#connection.link.send(this.codec.encode(envelope));
  }

  sendShared(message: SharedMessage, compresses?: boolean): void {
    this.#connection.link.sendShared(message, compresses);
  }
}
