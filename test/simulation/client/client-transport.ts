import type { Transport, TransportObserver } from '@trunkline/client/platform';
import type { Message } from '@trunkline/protocol/wire';
import type { Host } from '../kernel/host.ts';
import type { Cable } from '../network/cable.ts';
import type { DialObserver } from '../network/network.ts';
import type { Parcel } from '../network/way.ts';

/** What stands for the close code of a connection that was lost without one (RFC 6455 §7.1.5). */
const LOST = 1006;

/** What a transport's client has to say about it, and to know. */
export interface TransportPlace {
  readonly host: Host;
  /** How long the end of a connection takes that the client has closed, in ms. */
  readonly closesWithinMs: number;
  /** Whether its platform tells of pings and of refused upgrades; browsers do not. */
  readonly isTalkative: boolean;
}

/** Reads along. What is sent is told before it leaves, and what comes in before the client has it; once it is closed on either side, nothing more. */
export interface TransportListener {
  onSent(message: Message): void;
  onReceived(message: Message, sentAt: number): void;
  onClosed(code: number, sentBy: 'client' | 'server'): void;
}

/** One connection of a published client, from dialling on: a cable, as the platform's sockets would have it. */
export class ClientTransport implements Transport, DialObserver {
  readonly #place: TransportPlace;
  readonly #observer: TransportObserver;
  #listener: TransportListener | undefined;
  #cable: Cable | undefined;
  #isClosed = false;
  #isEnded = false;

  constructor(place: TransportPlace, observer: TransportObserver) {
    this.#place = place;
    this.#observer = observer;
  }

  /** The connection, once it is open and until either side has closed it. */
  get openCable(): Cable | undefined {
    return this.#isClosed ? undefined : this.#cable;
  }

  /** Whether it is over for its client. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  listen(listener: TransportListener): void {
    this.#listener = listener;
  }

  // What the network tells.

  onOpen(cable: Cable): void {
    if (this.#isEnded) {
      cable.cut({ client: undefined, server: 0 });
      return;
    }
    this.#cable = cable;
    this.#observer.onOpen();
  }

  onFailed(end: Parameters<DialObserver['onFailed']>[0]): void {
    if (this.#isEnded) return;
    if (end.kind === 'upgradeRefused' && this.#place.isTalkative) this.#observer.onRefused(end.status, end.retryAfterMs);
    this.#end(LOST, '');
  }

  onParcel(_cable: Cable, parcel: Parcel): void {
    if (this.#isEnded) return;
    switch (parcel.kind) {
      case 'message':
        // What was on its way when the client closed still comes, as in browsers.
        if (!this.#isClosed) this.#listener?.onReceived(parcel.message, parcel.sentAt);
        this.#observer.onMessage(parcel.message);
        break;
      case 'close':
        this.#end(parcel.code, parcel.reason);
        break;
      case 'lost':
        this.#end(LOST, '');
        break;
      default:
        this.#cable?.toServer.push({ kind: 'pong' });
        if (this.#place.isTalkative) this.#observer.onHeard();
    }
  }

  #end(code: number, reason: string): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#closed(code, 'server');
    this.#observer.onClosed(code, reason);
  }

  #closed(code: number, sentBy: 'client' | 'server'): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#listener?.onClosed(code, sentBy);
  }

  /** There is no network any more. */
  lose(): void {
    if (this.#isClosed) return;
    this.#cable?.cut({ client: undefined, server: undefined });
    this.#end(LOST, '');
  }

  // What the client does.

  send(message: Message): void {
    if (this.#isClosed) return;
    this.#listener?.onSent(message);
    this.#cable?.clientLink.send(message);
  }

  close(code: number, reason: string): void {
    if (this.#isClosed) return;
    this.#closed(code, 'client');
    this.#cable?.clientLink.close(code, reason);
    const { host, closesWithinMs } = this.#place;
    host.after(closesWithinMs, () => this.#end(code, reason));
  }

  destroy(): void {
    this.#isEnded = true;
    this.#closed(LOST, 'client');
    this.#cable?.cut({ client: undefined, server: 0 });
  }
}
