import { compiledChecks } from '@trunkline/protocol';
import { type Codec, DEFAULT_HEARTBEAT } from '@trunkline/protocol/wire';
import { VirtualPlatform } from '@trunkline/test-kit/virtual-platform';
import { Router } from '../../src/calls/router.ts';
import { rpcErrorOf } from '../../src/calls/rpc-error-of.ts';
import type { HubParts } from '../../src/hub/hub-parts.ts';
import { PeerTable } from '../../src/hub/peer-table.ts';
import type { SessionConnection } from '../../src/hub/session-connection.ts';
import type { ServerLink } from '../../src/link/server-link.ts';
import type { Authenticate } from '../../src/peer/identity.ts';
import { type HubLimits, resolveHubLimits } from '../../src/peer/limits.ts';
import { PresenceLease } from '../../src/rooms/presence-lease.ts';
import { RoomRequests } from '../../src/rooms/room-requests.ts';
import { RoomTable } from '../../src/rooms/room-table.ts';
import type { RoomWorld } from '../../src/rooms/room-world.ts';
import { TopicTable } from '../../src/rooms/topic-table.ts';
import { desk } from './desk.ts';
import { RecordedLog } from './recorded-log.ts';
import { memoryBroker, type TestContext } from './test-hub.ts';

/** What a hub of the desk is made of, so that a test can look into it. */
export class PeerBench {
  readonly platform = new VirtualPlatform();
  readonly log = new RecordedLog();
  readonly broker = memoryBroker(this.platform);
  readonly parts: HubParts<TestContext>;
  readonly peers: PeerTable<TestContext>;
  /** The connections that were accepted, in order. */
  readonly accepted: SessionConnection<TestContext>[] = [];
  authenticate: Authenticate<TestContext> = (auth) => ({
    context: { user: String(auth) },
    principal: typeof auth === 'string' ? auth : null,
  });

  constructor(limits: Partial<HubLimits> = {}) {
    const { platform, log, broker } = this;
    const world: RoomWorld = {
      platform,
      broker,
      log,
      isChecking: true,
      limits: resolveHubLimits(limits),
      incarnation: platform.randomId(),
      toRpcError: (thrown, fields) => rpcErrorOf(thrown, fields, { log, platform }),
    };
    const rooms = new RoomTable(world);
    this.parts = {
      ...world,
      heartbeat: DEFAULT_HEARTBEAT,
      router: new Router<TestContext>(desk, compiledChecks),
      rooms,
      roomRequests: new RoomRequests(world, new TopicTable(desk, compiledChecks).byName, rooms),
      lease: new PresenceLease(world),
    };
    this.peers = new PeerTable(desk, this.parts);
  }

  accept(link: ServerLink, codec: Codec): SessionConnection<TestContext> {
    const log = this.log.child({ reqId: `req-${this.accepted.length + 1}` });
    const connection = this.peers.accept({ link, codec, address: 'test', log, authenticate: (auth) => this.authenticate(auth) });
    this.accepted.push(connection);
    return connection;
  }
}
