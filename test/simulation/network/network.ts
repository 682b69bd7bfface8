import type { Codec, ConnectionEnd } from '@trunkline/protocol/wire';
import type { SimulatedServer } from '../hosts/simulated-server.ts';
import type { Host } from '../kernel/host.ts';
import type { Random } from '../kernel/random.ts';
import type { WorldParts } from '../world-parts.ts';
import { Cable } from './cable.ts';
import type { Parcel } from './way.ts';

/** Who dials. */
export interface Dialer {
  readonly host: Host;
  readonly codec: Codec;
  readonly address: string;
}

/** What a dialer is told, in steps of its host. Exactly one of `onOpen` and `onFailed` comes, in the end. */
export interface DialObserver {
  onOpen(cable: Cable): void;
  onFailed(end: ConnectionEnd): void;
  onParcel(cable: Cable, parcel: Parcel): void;
}

/** Servers behind one address, and the connections to them. */
export class Network {
  readonly servers: readonly SimulatedServer[];
  readonly #parts: WorldParts;
  readonly #random: Random;
  #cables = 0;

  constructor(parts: WorldParts, servers: readonly SimulatedServer[]) {
    this.#parts = parts;
    this.servers = servers;
    this.#random = parts.stage.random.fork('network');
  }

  get #delay(): number {
    const { least, most } = this.#parts.settings.delays;
    return this.#random.between(least, most);
  }

  /** Opens a connection to a server; the balancer decides which if the one that is asked for is not there. */
  dial(dialer: Dialer, server: SimulatedServer, observer: DialObserver): void {
    server.host.stage.time.at(server.host.stage.time.now + this.#delay, () => {
      if (!server.isUp || server.isDraining) {
        const end: ConnectionEnd = server.isUp
          ? { kind: 'upgradeRefused', status: 503 }
          : { kind: 'closed', code: 1006, reason: '', sentBy: 'server' };
        dialer.host.after(this.#delay, () => observer.onFailed(end));
        return;
      }
      server.host.after(0, () => this.#open(dialer, server, observer));
    });
  }

  #open(dialer: Dialer, server: SimulatedServer, observer: DialObserver): void {
    this.#cables += 1;
    let receive: (parcel: Parcel) => void = () => {};
    const cable: Cable = new Cable(
      `cable ${this.#cables}`,
      { host: dialer.host, receive: (parcel) => observer.onParcel(cable, parcel) },
      { host: server.host, receive: (parcel) => receive(parcel) },
      this.#random.fork(`cable ${this.#cables}`),
      this.#drawDelays(),
    );
    receive = server.accept(cable, dialer);
    dialer.host.after(this.#delay, () => observer.onOpen(cable));
  }

  /** Now and then a way is much longer, so that what is dialled later arrives earlier. */
  #drawDelays(): () => number {
    const isSlow = this.#random.chance(0.15);
    return () => this.#delay * (isSlow && !this.#parts.isCalm() ? 10 : 1);
  }

  /** The server that a client comes to: the one before, if the balancer remembers it and it is there. */
  route(before: SimulatedServer | undefined): SimulatedServer {
    if (before?.isUp && !before.isDraining && this.#random.chance(this.#parts.settings.stickiness)) return before;
    const ready = this.servers.filter(({ isUp, isDraining }) => isUp && !isDraining);
    return this.#random.pick(ready.length > 0 ? ready : this.servers);
  }
}
