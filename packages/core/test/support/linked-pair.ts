import { waitFor } from '@trunkline/test-kit/wait-for';
import type { Role } from '../../src/vocabulary/role.ts';
import { joined } from './frame-of.ts';
import { type EngineOptions, RecordingShell } from './recording-shell.ts';

/** How the link carries bytes, in each direction the same. */
export interface LinkOptions {
  /** Sizes of the chunks in which bytes arrive, one after the other and then anew. Default: as they were written. */
  readonly chunkSizes?: readonly number[];
  /** How long bytes are on their way, in virtual ms. */
  readonly delayMs?: number;
  /** Bytes that the link takes though nobody reads; what is more waits in the writer's transport. */
  readonly windowBytes?: number;
}

interface Parcel {
  readonly arrivesAt: number;
  readonly bytes: Uint8Array;
}

/** One end: a connection whose transport is the link. */
export class LinkedEnd extends RecordingShell {
  hasEnded = false;
  isDestroyed = false;

  override endSocket(): void {
    super.endSocket();
    this.hasEnded = true;
  }

  override destroySocket(): void {
    super.destroySocket();
    this.isDestroyed = true;
  }
}

/** What is on its way from one end to the other. */
class Lane {
  readonly #link: Required<LinkOptions>;
  #parcels: Parcel[] = [];
  #turn = 0;
  isDropping = false;
  endsAt: number | undefined;

  constructor(link: Required<LinkOptions>) {
    this.#link = link;
  }

  get length(): number {
    return this.#parcels.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  /** Bytes that do not fit and so wait with their writer. */
  get excess(): number {
    return Math.max(0, this.length - this.#link.windowBytes);
  }

  get nextArrival(): number {
    return this.#parcels[0]?.arrivesAt ?? this.endsAt ?? Number.POSITIVE_INFINITY;
  }

  carry(bytes: Uint8Array, now: number): void {
    if (bytes.length > 0 && !this.isDropping) this.#parcels.push({ arrivesAt: now + this.#link.delayMs, bytes });
  }

  get delayMs(): number {
    return this.#link.delayMs;
  }

  /** The next chunk that has arrived. */
  take(now: number): Uint8Array | undefined {
    const arrived = this.#parcels.filter(({ arrivesAt }) => arrivesAt <= now);
    const [first] = arrived;
    if (first === undefined) return undefined;
    const { chunkSizes } = this.#link;
    const size = chunkSizes.length === 0 ? first.bytes.length : Math.max(chunkSizes[this.#turn++ % chunkSizes.length] ?? 1, 1);
    const bytes = joined(...arrived.map((parcel) => parcel.bytes));
    const rest = bytes.slice(size);
    this.#parcels = [...(rest.length > 0 ? [{ arrivesAt: first.arrivesAt, bytes: rest }] : []), ...this.#parcels.slice(arrived.length)];
    return bytes.slice(0, size);
  }
}

/**
 * A client's and a server's connection joined by a link in memory, in virtual time.
 *
 * Nothing moves by itself: {@link run} carries bytes until all is quiet, {@link advance} lets time pass.
 */
export class LinkedPair {
  readonly client: LinkedEnd;
  readonly server: LinkedEnd;
  readonly #toClient: Lane;
  readonly #toServer: Lane;
  #isCut = false;

  constructor(options: { readonly client?: EngineOptions; readonly server?: EngineOptions; readonly link?: LinkOptions } = {}) {
    const link = { chunkSizes: [], delayMs: 0, windowBytes: Number.POSITIVE_INFINITY, ...options.link };
    this.client = new LinkedEnd('client', options.client);
    this.server = new LinkedEnd('server', options.server);
    this.#toClient = new Lane(link);
    this.#toServer = new Lane(link);
  }

  get now(): number {
    return this.client.time;
  }

  end(role: Role): LinkedEnd {
    return role === 'client' ? this.client : this.server;
  }

  /** Carries bytes until nothing moves any more at this time. */
  run(): void {
    while (this.#move(this.client, this.#toServer, this.server) || this.#move(this.server, this.#toClient, this.client));
  }

  /** Lets time pass, stopping at each arrival and each deadline on the way. */
  advance(ms: number): void {
    const end = this.now + ms;
    this.run();
    for (;;) {
      const next = Math.min(this.client.connection.nextDeadline(), this.server.connection.nextDeadline(), this.#nextArrival());
      this.#setTime(Math.min(Math.max(next, this.now), end));
      for (const side of [this.client, this.server]) {
        if (side.connection.nextDeadline() <= this.now) side.connection.timePassed(this.now);
      }
      this.run();
      if (next > end) return;
    }
  }

  /** Carries bytes, also while work in the background takes real time, until a condition holds. */
  async until(holds: () => boolean): Promise<void> {
    await waitFor(() => {
      this.run();
      return holds();
    });
  }

  /** Both ends lose the connection at once, and what is on its way. */
  cut(cause?: Error): void {
    this.#isCut = true;
    for (const side of [this.client, this.server]) side.connection.socketClosed(cause);
  }

  /** Half-open: from now on nothing that an end writes arrives, and it is not told. */
  dropFrom(role: Role): void {
    this.#laneFrom(role).isDropping = true;
  }

  #laneFrom(role: Role): Lane {
    return role === 'client' ? this.#toServer : this.#toClient;
  }

  #nextArrival(): number {
    const arrivals = [this.client.isReading ? this.#toClient.nextArrival : [], this.server.isReading ? this.#toServer.nextArrival : []];
    return Math.min(...arrivals.flat().filter((at) => at > this.now));
  }

  #setTime(now: number): void {
    this.client.time = now;
    this.server.time = now;
  }

  /** One step of one direction; whether anything moved. */
  #move(from: LinkedEnd, lane: Lane, to: LinkedEnd): boolean {
    if (this.#isCut) return false;
    if (from.isDestroyed) return this.#destroyed(from, lane);
    const isMoved = this.#write(from, lane) || this.#end(from, lane) || this.#read(lane, to);
    if (this.client.hasEnded && this.server.hasEnded && this.#isDrained(this.client) && this.#isDrained(this.server))
      return this.#loseTransport();
    return isMoved;
  }

  /** FIN is out both ways and everything in front of it was read. */
  #isDrained(side: LinkedEnd): boolean {
    return side.connection.queue.length === 0 && this.#laneFrom(side.role).length === 0;
  }

  #loseTransport(): boolean {
    this.cut();
    return false;
  }

  /** The peer is told at once, unless the link drops what could tell it. */
  #destroyed(side: LinkedEnd, lane: Lane): boolean {
    side.connection.socketClosed();
    return lane.isDropping ? false : this.#loseTransport();
  }

  #write(from: LinkedEnd, lane: Lane): boolean {
    // As a shell does: while the transport takes no more, what is sent waits in the queue; at the end all of it goes.
    if (lane.excess > 0 && !from.hasEnded) return false;
    const bytes = from.take();
    lane.carry(bytes, this.now);
    if (bytes.length === 0 && !from.isFlushDue) return false;
    from.isFlushDue = false;
    from.connection.transportHolds(lane.excess);
    return true;
  }

  #end(from: LinkedEnd, lane: Lane): boolean {
    if (!from.hasEnded || lane.isDropping || lane.endsAt !== undefined) return false;
    lane.endsAt = this.now + lane.delayMs;
    return true;
  }

  #read(lane: Lane, to: LinkedEnd): boolean {
    if (!to.isReading || to.isDestroyed) return false;
    const before = lane.excess;
    const chunk = lane.take(this.now);
    if (chunk !== undefined) {
      to.connection.receive(chunk, this.now);
      const from = to === this.client ? this.server : this.client;
      if (before > 0) from.connection.transportHolds(lane.excess);
      return true;
    }
    if (lane.length > 0 || lane.endsAt === undefined || lane.endsAt > this.now) return false;
    lane.endsAt = Number.POSITIVE_INFINITY;
    to.connection.socketEnded(this.now);
    return true;
  }
}
