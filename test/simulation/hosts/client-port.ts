import type { ClientConnection } from '@trunkline/protocol/wire';
import type { Host } from '../kernel/host.ts';
import type { Cable } from '../network/cable.ts';
import type { Parcel } from '../network/way.ts';
import { expectDead } from '../oracle/life-rules.ts';

/** One connection as a client's transport sees it: passes on what comes, and answers WebSocket's pings by itself. */
export class ClientPort {
  readonly cable: Cable;
  readonly connection: ClientConnection;
  readonly #host: Host;
  #heardAt: number;
  #deadline = Number.POSITIVE_INFINITY;

  constructor(host: Host, cable: Cable, connection: ClientConnection) {
    this.#host = host;
    this.#heardAt = host.now;
    this.cable = cable;
    this.connection = connection;
  }

  /** Whether it is broken or stands still, and its client does not know yet. */
  get isBroken(): boolean {
    const { toClient, toServer } = this.cable;
    return !this.connection.isClosed && !(toClient.isOpen && toServer.isOpen && toClient.isFlowing && toServer.isFlowing);
  }

  receive(parcel: Parcel): void {
    if (this.connection.isClosed) return;
    const { now } = this.#host;
    this.#heardAt = now;
    switch (parcel.kind) {
      case 'message':
        this.connection.receive(parcel.message, now);
        break;
      case 'close':
        this.connection.closed(parcel.code, parcel.reason, now);
        break;
      case 'lost':
        this.connection.closed(1006, '', now);
        break;
      case 'ping':
      case 'pong':
        this.connection.heard(now);
        this.cable.toServer.push({ kind: 'pong' });
    }
  }

  /** The timer rings: the connection's verdict will be for this deadline. */
  timerRings(): void {
    this.#deadline = this.connection.nextDeadline();
  }

  /** The connection declared its server dead. */
  expectDead(): void {
    expectDead(this.#host, this.#heardAt, this.#deadline);
  }
}
