import type { Codec, OutboundEnvelope } from '@trunkline/protocol/wire';
import type { SharedMessage } from '../link/server-link.ts';
import type { Outflow } from '../peer/outflow.ts';
import type { Peer } from '../peer/peer.ts';
import type { Memberships } from './memberships.ts';

/** One connection as the rooms see it: memberships belong to it, and are gone with it. */
export interface RoomConnection {
  readonly peer: Peer<unknown>;
  readonly codec: Codec;
  /** Most bytes of one message that the client takes. */
  readonly messageBytes: number;
  readonly outflow: Outflow;
  readonly memberships: Memberships;
  readonly isClosed: boolean;
  /** Raised with each change of credentials: whoever was authorized before must be again. */
  readonly credentialsVersion: number;
  send(envelope: OutboundEnvelope): void;
  /** `compresses` as of `Link.send`. */
  sendShared(message: SharedMessage, compresses?: boolean): void;
}
