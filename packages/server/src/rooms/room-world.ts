import type { Broker } from '@trunkline/broker';
import type { RpcError } from '@trunkline/protocol';
import type { Log } from '../link/log.ts';
import type { Platform } from '../link/platform.ts';
import type { HubLimits } from '../peer/limits.ts';

/** What the rooms of one server process have in common. */
export interface RoomWorld {
  readonly platform: Platform;
  readonly broker: Broker;
  readonly log: Log;
  readonly limits: HubLimits;
  /** This server process, as the broker knows it. */
  readonly incarnation: string;
  /** Whether what the server sends is checked against the contract; what has to be transformed is, always. */
  readonly isChecking: boolean;
  /** What a peer may be told of what an application's function threw. What may not be told goes to the log: that of the peer, where it was for one. */
  toRpcError(thrown: unknown, fields: object, peerLog?: Log): RpcError;
}
