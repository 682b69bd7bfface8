import type { Liveness, ServerConnection } from '@trunkline/protocol/wire';
import type { Host } from '../kernel/host.ts';
import type { Cable } from '../network/cable.ts';
import type { Parcel } from '../network/way.ts';
import { expectDead } from '../oracle/life-rules.ts';

/** One connection as a server's transport sees it: passes on what comes, and asks by WebSocket pings whether the client lives (protocol §8). */
export class ServerPort {
  readonly cable: Cable;
  readonly connection: ServerConnection;
  /** Whether the first message came in. */
  hasGreeted = false;
  readonly #host: Host;
  readonly #liveness: Liveness;
  #heardAt: number;

  constructor(host: Host, cable: Cable, connection: ServerConnection, liveness: Liveness) {
    this.#host = host;
    this.#heardAt = host.now;
    this.cable = cable;
    this.connection = connection;
    this.#liveness = liveness;
  }

  receive(parcel: Parcel, now: number): void {
    this.#liveness.heard(now);
    this.#heardAt = now;
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
    const deadline = this.#liveness.nextDeadline();
    const verdict = this.#liveness.timePassed(now);
    if (verdict === 'ping') this.cable.toClient.push({ kind: 'ping' });
    if (verdict === 'dead') expectDead(this.#host, this.#heardAt, deadline);
    if (verdict === 'dead') this.connection.closed(1006, '', now);
  }
}
