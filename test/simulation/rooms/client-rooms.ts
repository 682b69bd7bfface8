import type { ClientConnection, JoinReply, JoinRequest, RoomEnvelope, RoomPlace } from '@trunkline/protocol/wire';
import type { Host } from '../kernel/host.ts';
import type { Random } from '../kernel/random.ts';
import type { Settings } from '../settings.ts';
import type { WorldParts } from '../world-parts.ts';
import { RoomReader } from './room-reader.ts';
import { RoomWire } from './room-wire.ts';
import type { WorldRoom } from './world-room.ts';

/** What rooms need to know of a connection. */
export interface RoomsConnection {
  /** Rooms that the credentials do not allow with which it was opened. */
  readonly denied: ReadonlySet<string>;
  /** See `Cable.skipped`. */
  readonly skipped: ReadonlySet<string>;
}

/** What rooms need of their client. */
export interface RoomsClient {
  /** Whether its credentials do not allow a room. */
  isDenied(room: string): boolean;
  /** Since when what is sent over a connection arrives without a hitch, by the virtual time. */
  steadySince(connection: ClientConnection): number;
}

/** The rooms of one client, over its connections, which it numbers. */
export class ClientRooms {
  readonly #parts: WorldParts;
  readonly #host: Host;
  readonly #readers: readonly RoomReader[];
  readonly #random: Random;
  readonly #numbers = new Map<ClientConnection, number>();
  /** What comes over each connection, by its number. */
  readonly #wires = new Map<number, RoomWire>();
  #connections = 0;

  constructor(parts: WorldParts, host: Host, client: RoomsClient) {
    this.#parts = parts;
    this.#host = host;
    this.#random = parts.stage.random.fork(`rooms of ${host.name}`);
    const { modules, stage, book, settings } = parts;
    const place = {
      host,
      wire: modules.wire,
      features: stage.features,
      book,
      random: this.#random,
      eventBytes: settings.hub.eventBytes,
      stateBytes: settings.hub.stateBytes,
      connection: (number: number) => [...this.#numbers].find(([, known]) => known === number)?.[0],
      peer: (number: number) => this.#wires.get(number)?.peer,
      delayMs: (failures: number) => modules.wire.backOffMs(failures, () => this.#random.next()),
      isDenied: (room: string) => client.isDenied(room),
      promptWithinMs: promptWithinMs(settings),
      steadySince: (number: number) => this.#steadySince(number, client),
      onGranted: (room: WorldRoom, request: JoinRequest, reply: JoinReply) =>
        this.#wires.get(request.connection)?.granted(room, request, reply),
      onLeft: (room: WorldRoom, { connection }: RoomPlace) => this.#wires.get(connection)?.left(room),
    };
    this.#readers = parts.rooms.map((room) => new RoomReader(place, room));
    for (const reader of this.#readers) if (this.#random.chance(0.7)) host.after(0, () => reader.join());
    this.#publishLater();
  }

  #steadySince(number: number, client: RoomsClient): number {
    const connection = [...this.#numbers].find(([, known]) => known === number)?.[0];
    return connection === undefined ? Number.POSITIVE_INFINITY : client.steadySince(connection);
  }

  get readers(): readonly RoomReader[] {
    return this.#readers;
  }

  #publishLater(): void {
    if (this.#readers.length === 0) return;
    this.#host.after(this.#random.around(this.#parts.settings.publishEveryMs * 2) + 1, () => {
      if (this.#parts.isCalm()) return;
      this.#random.pick(this.#readers).publish();
      this.#publishLater();
    });
  }

  /** The application changes its mind about one room. */
  changeOne(): void {
    if (this.#readers.length > 0) this.#random.pick(this.#readers).change();
  }

  /** The application wants out of all rooms. */
  leaveAll(): void {
    for (const reader of this.#readers) if (reader.isIn) reader.leave();
  }

  /** Whoever the client is now cannot repeat what it published before. */
  isSomebodyElse(): void {
    for (const { publisher } of this.#readers) publisher.forget();
  }

  /** Rooms move to this connection, unless they did already. */
  connectionLive(connection: ClientConnection, { denied, skipped }: RoomsConnection): void {
    if (this.#numbers.has(connection)) return;
    this.#connections += 1;
    this.#numbers.set(connection, this.#connections);
    const place = { who: this.#host.name, book: this.#parts.book, features: this.#parts.stage.features, isSkipped: isSkippedOver(skipped) };
    this.#wires.set(this.#connections, new RoomWire(this.#parts.rooms, place, denied));
    for (const reader of this.#readers) reader.connectionLive(this.#connections);
  }

  /** Who the client is over a connection. */
  named(connection: ClientConnection, peer: string): void {
    this.#wireOf(connection)?.named(peer);
  }

  /** New credentials are on their way: what they allow is allowed from now on, what they do not once they are `settled`. */
  renews(connection: ClientConnection, denied: ReadonlySet<string>): { settled(): void } {
    for (const { publisher } of this.#readers) publisher.loosen();
    return this.#wireOf(connection)?.renews(denied) ?? { settled: () => {} };
  }

  #wireOf(connection: ClientConnection): RoomWire | undefined {
    return this.#wires.get(this.#numbers.get(connection) ?? 0);
  }

  connectionLost(connection: ClientConnection): void {
    const number = this.#numbers.get(connection);
    if (number === undefined) return;
    this.#numbers.delete(connection);
    for (const reader of this.#readers) reader.connectionLost(number);
    this.#wires.delete(number);
  }

  receive(connection: ClientConnection, envelope: RoomEnvelope): void {
    const number = this.#numbers.get(connection);
    if (number === undefined) return;
    this.#wires.get(number)?.receive(envelope);
    for (const reader of this.#readers) reader.receive(number, envelope);
  }

  nextDeadline(): number {
    return this.#readers.reduce((earliest, reader) => Math.min(earliest, reader.nextDeadline()), Number.POSITIVE_INFINITY);
  }

  timePassed(now: number): void {
    for (const reader of this.#readers) reader.timePassed(now);
  }
}

/** Snapshots and values of other rooms of the same client may come first. */
const HELD_UP_MS = 5_000;

/**
 * How long an event may take from the store to a member that reads all the time; `Infinity` where the store is not always there. Delays have
 * no upper bound, so it is many times their mean.
 */
function promptWithinMs({ hub: { broker }, delays, faults }: Settings): number {
  const isReliable = broker.failures === 0 && broker.drops === 0;
  const mayLoseStore = faults.some(([fault, weight]) => weight > 0 && (fault === 'store lost' || fault === 'server loses store'));
  return isReliable && !mayLoseStore ? HELD_UP_MS + 20 * broker.delayMs + 12 * delays.most : Number.POSITIVE_INFINITY;
}

function isSkippedOver(skipped: ReadonlySet<string>): (room: number, offset: number) => boolean {
  return (room, offset) => skipped.has(`${room} ${offset}`);
}
