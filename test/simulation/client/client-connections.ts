import type { TransportObserver } from '@trunkline/client/platform';
import { ConnectionRoles } from '../hosts/connection-roles.ts';
import type { SimulatedServer } from '../hosts/simulated-server.ts';
import type { Cable } from '../network/cable.ts';
import type { Dialer, Network } from '../network/network.ts';
import type { WorldRoom } from '../rooms/world-room.ts';
import type { WorldParts } from '../world-parts.ts';
import { ClientTransport, type TransportPlace } from './client-transport.ts';
import { type TapObserver, WireTap } from './wire-tap.ts';

/** What is told of all connections of one client; of rooms with the connection that it is about. */
export interface ConnectionsObserver extends Omit<TapObserver, 'onGranted' | 'onHelloed' | 'onHelloRefused'> {
  onGranted(room: WorldRoom, tap: WireTap): void;
  onLost(tap: WireTap): void;
}

/** The connections of one published client, with a tap on each; knows by the protocol alone what becomes of its session. */
export class ClientConnections {
  readonly #parts: WorldParts;
  readonly #network: Network;
  readonly #dialer: Dialer;
  readonly #place: Omit<TransportPlace, 'host'>;
  readonly #observer: ConnectionsObserver;
  readonly #roles = new ConnectionRoles<ClientTransport>();
  readonly #open = new Map<ClientTransport, WireTap>();
  #server: SimulatedServer | undefined;
  #taps = 0;
  #hasNetwork = true;
  #sessionLostAt = Number.NEGATIVE_INFINITY;
  #mayStop = false;

  constructor(parts: WorldParts, network: Network, dialer: Dialer, place: Omit<TransportPlace, 'host'>, observer: ConnectionsObserver) {
    this.#parts = parts;
    this.#network = network;
    this.#dialer = dialer;
    this.#place = place;
    this.#observer = observer;
  }

  /** Those that are not closed. */
  get size(): number {
    return this.#open.size;
  }

  get cables(): readonly Cable[] {
    return [...this.#open.keys()].flatMap(({ openCable }) => openCable ?? []);
  }

  /** Whether one is open whose hello was accepted. */
  get isLive(): boolean {
    return [...this.#open.values()].some(({ hasHelloed }) => hasHelloed);
  }

  /** Whether a session is lost just now. */
  get hasLostSession(): boolean {
    return this.#sessionLostAt === this.#dialer.host.stage.time.now;
  }

  /** Whether a server has said to stay away, or has refused credentials. */
  get mayStop(): boolean {
    return this.#mayStop;
  }

  /** Whatever session there was is given up. */
  sessionLost(): void {
    this.#sessionLostAt = this.#dialer.host.stage.time.now;
  }

  open(observer: TransportObserver): ClientTransport {
    const { host } = this.#dialer;
    const transport = new ClientTransport({ ...this.#place, host }, observer);
    const tap = this.#tap(transport);
    this.#open.set(transport, tap);
    transport.listen({
      onSent: (message) => tap.sent(message),
      onReceived: (message) => tap.received(message),
      onClosed: (code, sentBy) => this.#closed(transport, code, sentBy),
    });
    if (this.#hasNetwork) this.#dial(transport);
    else host.after(0, () => transport.lose());
    return transport;
  }

  #dial(transport: ClientTransport): void {
    this.#server = this.#network.route(this.#server);
    this.#dialer.host.note(`dials ${this.#server.host.name}`);
    this.#network.dial(this.#dialer, this.#server, transport);
  }

  #tap(transport: ClientTransport): WireTap {
    const { rooms, book, stage } = this.#parts;
    this.#taps += 1;
    const isSkipped = (room: number, offset: number) => transport.openCable?.skipped.has(`${room} ${offset}`) === true;
    const place = { who: this.#dialer.host.name, book, features: stage.features, isSkipped };
    const tap: WireTap = new WireTap(this.#taps, this.#dialer.codec, rooms, place, {
      ...this.#observer,
      onHelloed: (isResumed) => this.#helloed(transport, isResumed),
      onHelloRefused: (name) => {
        this.#mayStop ||= name === 'Unauthenticated';
      },
      onGranted: (room) => this.#observer.onGranted(room, tap),
    });
    return tap;
  }

  #helloed(transport: ClientTransport, isResumed: boolean): void {
    this.#dialer.host.note(isResumed ? 'resumed' : 'session begun');
    if (this.#roles.live(transport, isResumed)) this.sessionLost();
    if (this.#roles.isMoving) this.#parts.stage.features.add('moved beside by the client');
  }

  #closed(transport: ClientTransport, code: number, sentBy: 'client' | 'server'): void {
    const tap = this.#open.get(transport);
    this.#open.delete(transport);
    this.#dialer.host.note('connection closed', code, () => `${code} by ${sentBy}`);
    if (tap !== undefined) this.#observer.onLost(tap);
    this.#mayStop ||= sentBy === 'server' && code >= 4500;
    // Of an attempt the session is lost only where somebody else took it.
    const mayLose = this.#roles.hasLived(transport) || (sentBy === 'server' && code === 4003);
    if (mayLose && this.#roles.closed(transport, { code, sentBy })) this.sessionLost();
  }

  /** The network is gone, or there again: whatever is dialled fails meanwhile. */
  setNetwork(isThere: boolean): void {
    this.#hasNetwork = isThere;
    if (!isThere) this.lose();
  }

  /** All connections break; only this side knows. */
  lose(): void {
    for (const transport of [...this.#open.keys()]) transport.lose();
  }
}
