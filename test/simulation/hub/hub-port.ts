import { DEFAULT_HEARTBEAT, Liveness } from '@trunkline/protocol/wire';
import type { LinkReceiver } from '@trunkline/server';
import type { Host } from '../kernel/host.ts';
import type { Cable } from '../network/cable.ts';
import type { Parcel } from '../network/way.ts';
import { expectDead } from '../oracle/life-rules.ts';
import { HubLink, type LinkPlace } from './hub-link.ts';

/** Longest that the end of a connection takes that the server has closed, in ms. */
const CLOSES_WITHIN_MS = 1_000;

/** A newer connection took the session: the close code (protocol §7). */
const SUPERSEDED = 4003;

/** Where a port is: as its link, and who hears that another connection has taken over. */
export interface PortPlace extends Pick<LinkPlace, 'host' | 'style' | 'codec' | 'mostMessageBytes' | 'skips'> {
  onTakenOver(): void;
}

/** The shell of one connection: hands the hub what comes in, and keeps a server's keepalive (protocol §8), but not while it reads nothing. */
export class HubPort {
  readonly cable: Cable;
  readonly link: HubLink;
  readonly #host: Host;
  readonly #liveness: Liveness;
  #receiver: LinkReceiver | undefined;
  #heardAt: number;
  #isClosed = false;

  constructor(cable: Cable, place: PortPlace) {
    const { host } = place;
    this.cable = cable;
    this.#host = host;
    this.#heardAt = host.now;
    this.#liveness = new Liveness(DEFAULT_HEARTBEAT, host.now);
    this.link = new HubLink(cable, {
      ...place,
      onDrained: () => {
        if (!this.#isClosed) this.#receiver?.drained();
      },
      onClosing: (code) => {
        if (code === SUPERSEDED) place.onTakenOver();
        host.after(CLOSES_WITHIN_MS, () => this.#ended(1006, ''));
      },
      onResumed: () => this.#heard(),
    });
  }

  /** What the hub made of the link. */
  connect(receiver: LinkReceiver): void {
    this.#receiver = receiver;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  #heard(): void {
    this.#heardAt = this.#host.now;
    this.#liveness.heard(this.#heardAt);
  }

  receive(parcel: Parcel): void {
    if (this.#isClosed) return;
    this.#heard();
    if (parcel.kind === 'message') this.#receiver?.receive(parcel.message);
    else if (parcel.kind === 'close') this.#ended(parcel.code, parcel.reason);
    else if (parcel.kind === 'lost') this.#ended(1006, '');
  }

  #ended(code: number, reason: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.link.ended();
    this.#receiver?.closed(code, reason);
  }

  nextDeadline(): number {
    return this.#isClosed || this.link.isPaused ? Number.POSITIVE_INFINITY : this.#liveness.nextDeadline();
  }

  timePassed(now: number): void {
    if (now < this.nextDeadline()) return;
    const deadline = this.#liveness.nextDeadline();
    const verdict = this.#liveness.timePassed(now);
    if (verdict === 'ping') this.cable.toClient.push({ kind: 'ping' });
    if (verdict !== 'dead') return;
    expectDead(this.#host, this.#heardAt, deadline);
    this.#ended(1006, '');
  }
}
