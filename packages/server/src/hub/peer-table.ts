import { type AnyContract, manifestOf } from '@trunkline/protocol';
import { Alarm, DEFAULT_SESSION_LIMITS, type ServerConnection, type ServerSession, SessionTable } from '@trunkline/protocol/wire';
import type { HubParts } from './hub-parts.ts';
import type { ServerPeer } from './server-peer.ts';
import { type ConnectionOwner, type Greeting, SessionConnection } from './session-connection.ts';

/** The peers of one server process, and the connections with a session. */
export class PeerTable<Ctx> implements ConnectionOwner<Ctx> {
  readonly parts: HubParts<Ctx>;
  readonly table: SessionTable;
  readonly #peers = new Map<ServerSession, ServerPeer<Ctx>>();
  readonly #connections = new Map<ServerConnection, SessionConnection<Ctx>>();
  readonly #alarm: Alarm;

  constructor(contract: AnyContract, parts: HubParts<Ctx>) {
    const { platform } = parts;
    this.parts = parts;
    this.table = sessionTable(contract, parts);
    this.#alarm = new Alarm(platform, () => {
      this.table.timePassed(platform.now());
      this.tableChanged();
    });
  }

  get peers(): readonly ServerPeer<Ctx>[] {
    return [...this.#peers.values()];
  }

  get connections(): readonly SessionConnection<Ctx>[] {
    return [...this.#connections.values()];
  }

  accept(greeting: Greeting<Ctx>): SessionConnection<Ctx> {
    const connection = new SessionConnection(greeting, this);
    this.#connections.set(connection.connection, connection);
    return connection;
  }

  connectionOf(connection: ServerConnection): SessionConnection<Ctx> | undefined {
    return this.#connections.get(connection);
  }

  add(session: ServerSession, peer: ServerPeer<Ctx>): void {
    this.#peers.set(session, peer);
  }

  remove(session: ServerSession): void {
    this.#peers.delete(session);
  }

  closed({ connection }: SessionConnection<Ctx>): void {
    this.#connections.delete(connection);
  }

  tableChanged(): void {
    this.#alarm.set(this.table.nextDeadline());
  }

  /** Ends all sessions; their connections are closed already. */
  endAll(reason: string): void {
    this.table.endAll(reason);
    this.#alarm.stop();
  }
}

function sessionTable<Ctx>(contract: AnyContract, { limits, heartbeat, platform }: HubParts<Ctx>): SessionTable {
  return new SessionTable({
    limits: {
      own: { messageBytes: limits.messageBytes, credit: limits.credit },
      outbox: { bytes: limits.outboxBytes, envelopes: limits.outboxEnvelopes },
      incomingCalls: limits.callsInFlight,
      outgoingCalls: DEFAULT_SESSION_LIMITS.outgoingCalls,
      unconsumedInputBytes: limits.unconsumedInputBytes,
    },
    detached: { keptMs: limits.resumeMs, bytes: limits.detachedBytes, sessions: limits.detachedSessions },
    heartbeat,
    manifest: manifestOf(contract),
    newToken: () => platform.randomId(),
    newPeer: () => platform.randomId(),
    digest: (token) => platform.digest(token),
  });
}
