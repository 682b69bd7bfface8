import type { Liveness, ServerConnection } from '@trunkline/protocol/wire';
import type { Cable } from '../network/cable.ts';
import type { Parcel } from '../network/way.ts';

/** One connection as a server's transport sees it: passes on what comes, and asks by WebSocket pings whether the client lives (protocol §8). */
export class ServerPort {
  readonly cable: Cable;
  readonly connection: ServerConnection;
  readonly #liveness: Liveness;

  constructor(cable: Cable, connection: ServerConnection, liveness: Liveness) {
    this.cable = cable;
    this.connection = connection;
    this.#liveness = liveness;
  }

  receive(parcel: Parcel, now: number): void {
    this.#liveness.heard(now);
    if (parcel.kind === 'message') this.connection.receive(parcel.message, now);
    else if (parcel.kind === 'close') this.connection.closed(parcel.code, parcel.reason, now);
    else if (parcel.kind === 'lost') this.connection.closed(1006, '', now);
  }

  nextDeadline(): number {
    return this.connection.isClosed ? Number.POSITIVE_INFINITY : Math.min(this.connection.nextDeadline(), this.#liveness.nextDeadline());
  }

  timePassed(now: number): void {
    this.connection.timePassed(now);
    if (this.connection.isClosed) return;
    const verdict = this.#liveness.timePassed(now);
    if (verdict === 'ping') this.cable.toClient.push({ kind: 'ping' });
    if (verdict === 'dead') this.connection.closed(1006, '', now);
  }
}
