import type { Heartbeat } from '@trunkline/protocol/wire';
import type { Router } from '../calls/router.ts';
import type { PresenceLease } from '../rooms/presence-lease.ts';
import type { RoomRequests } from '../rooms/room-requests.ts';
import type { RoomTable } from '../rooms/room-table.ts';
import type { RoomWorld } from '../rooms/room-world.ts';

/** What all peers and connections of one server share. */
export interface HubParts<Ctx> extends RoomWorld {
  /** What clients are told; the shells of links keep to it themselves. */
  readonly heartbeat: Heartbeat;
  readonly router: Router<Ctx>;
  readonly rooms: RoomTable;
  readonly roomRequests: RoomRequests;
  readonly lease: PresenceLease;
}
