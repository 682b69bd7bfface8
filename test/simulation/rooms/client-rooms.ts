import type { ClientConnection, RoomEnvelope } from '@trunkline/protocol/wire';
import type { Host } from '../kernel/host.ts';
import type { Random } from '../kernel/random.ts';
import type { WorldParts } from '../world-parts.ts';
import { RoomReader } from './room-reader.ts';

/** The rooms of one client, over its connections, which it numbers. */
export class ClientRooms {
  readonly #readers: readonly RoomReader[];
  readonly #random: Random;
  readonly #numbers = new Map<ClientConnection, number>();
  #connections = 0;

  constructor(parts: WorldParts, host: Host) {
    this.#random = parts.stage.random.fork(`rooms of ${host.name}`);
    const { wire } = parts.modules;
    const place = {
      host,
      wire,
      features: parts.stage.features,
      connection: (number: number) => [...this.#numbers].find(([, known]) => known === number)?.[0],
      delayMs: (failures: number) => wire.backOffMs(failures, () => this.#random.next()),
    };
    this.#readers = parts.broker.rooms.map((room) => new RoomReader(place, room));
    for (const reader of this.#readers) if (this.#random.chance(0.7)) host.after(0, () => reader.join());
  }

  /** Rooms that the application is in. */
  get joined(): number {
    return this.#readers.filter(({ isIn }) => isIn).length;
  }

  /** The application changes its mind about one room. */
  changeOne(): void {
    if (this.#readers.length > 0) this.#random.pick(this.#readers).change(this.#random);
  }

  /** Rooms move to this connection, unless they did already. */
  connectionLive(connection: ClientConnection): void {
    if (this.#numbers.has(connection)) return;
    this.#connections += 1;
    this.#numbers.set(connection, this.#connections);
    for (const reader of this.#readers) reader.connectionLive(this.#connections);
  }

  connectionLost(connection: ClientConnection): void {
    const number = this.#numbers.get(connection);
    this.#numbers.delete(connection);
    if (number !== undefined) for (const reader of this.#readers) reader.connectionLost(number);
  }

  receive(connection: ClientConnection, envelope: RoomEnvelope): void {
    const number = this.#numbers.get(connection);
    if (number !== undefined) for (const reader of this.#readers) reader.receive(number, envelope);
  }

  nextDeadline(): number {
    return this.#readers.reduce((earliest, reader) => Math.min(earliest, reader.nextDeadline()), Number.POSITIVE_INFINITY);
  }

  timePassed(now: number): void {
    for (const reader of this.#readers) reader.timePassed(now);
  }

  /** What is not as it should be when all is quiet. */
  unrest(): string[] {
    return this.#readers.flatMap((reader) => reader.unrest());
  }
}
