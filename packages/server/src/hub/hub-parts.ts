import type { Heartbeat } from '@trunkline/protocol/wire';
import type { CallScope } from '../calls/call-scope.ts';
import type { Router } from '../calls/router.ts';
import type { Log } from '../link/log.ts';
import type { Platform } from '../link/platform.ts';
import type { HubLimits } from '../peer/limits.ts';
import type { PresenceLease } from '../rooms/presence-lease.ts';
import type { RoomRequests } from '../rooms/room-requests.ts';
import type { RoomTable } from '../rooms/room-table.ts';
import type { RoomWorld } from '../rooms/room-world.ts';

/** What all peers and connections of one server share. */
export interface HubParts<Ctx> {
  readonly platform: Platform;
  readonly log: Log;
  readonly limits: HubLimits;
  /** What clients are told; the shells of links keep to it themselves. */
  readonly heartbeat: Heartbeat;
  readonly isChecking: CallScope['isChecking'];
  readonly router: Router<Ctx>;
  readonly world: RoomWorld;
  readonly rooms: RoomTable;
  readonly roomRequests: RoomRequests;
  readonly lease: PresenceLease;
}
