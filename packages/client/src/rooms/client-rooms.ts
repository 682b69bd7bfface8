import {
  Alarm,
  backOffMs,
  type CallOutcome,
  type Codec,
  type ContractCheck,
  type JoinReply,
  type ListedEvent,
  messageBytes,
  type NameOrIndex,
  onceChecked,
  plainCopy,
  type RoomEnvelope,
  type RoomPlace,
  type RpcError,
  readJoinReply,
} from '@trunkline/protocol/wire';
import { requireValid } from '../checks/contract-check.ts';
import type { Platform } from '../transport/platform.ts';
import { ClientRoom } from './client-room.ts';
import { roomKey } from './room-key.ts';
import type { RoomPort } from './room-port.ts';

/** What the rooms of a client need of it. */
export interface RoomsPort {
  readonly platform: Platform;
  readonly codec: Codec;
  /** Where the client knows its contract by value. */
  readonly check: ContractCheck | undefined;
  request(connection: number, method: string, params: unknown, answered: (outcome: CallOutcome) => void): void;
  event(topic: string, event: NameOrIndex): ListedEvent | undefined;
}

/** What a server has of this client at a place: one member for each room and connection, whoever asked for it. */
interface Member {
  /** The number of the newest join that was granted there. */
  readonly join: number;
  /** Who is to get what comes; more than one where the server fills params in that the client left out. */
  readonly rooms: Set<ClientRoom>;
}

/** The rooms that a client is in: one object for each that is in use, whoever asks for it. */
export class ClientRooms implements RoomPort {
  readonly #port: RoomsPort;
  /** Those in use, by their keys. */
  readonly #rooms = new Map<string, ClientRoom>();
  /** Those that the application wants to be in. Two may have one key: whoever made them before either was in use. */
  readonly #entered = new Set<ClientRoom>();
  /** Those that have something to do at some time. Whoever was left may be one of them: it has publishes that are not answered. */
  readonly #timed = new Set<ClientRoom>();
  /** Where the server has members of this client, by their places. */
  readonly #members = new Map<string, Member>();
  #lastJoin = 0;
  /** Connections that rooms may be joined over, the newest last. */
  #connections: readonly number[] = [];
  readonly #alarm: Alarm;
  #closedBy: RpcError | undefined;

  constructor(port: RoomsPort) {
    this.#port = port;
    this.#alarm = new Alarm(port.platform, () => this.#timePassed());
  }

  get closedBy(): RpcError | undefined {
    return this.#closedBy;
  }

  /**
   * The room of a topic with these params. One that is not in use is a new object each time.
   *
   * @throws {TypeError | RpcError} for params that cannot be sent, or that the contract does not take.
   */
  room(topic: string, params: unknown): ClientRoom {
    const { check, codec } = this.#port;
    const checked = check?.roomParams(topic, params);
    // Those whose schema takes time are the server's to check: a room is there at once.
    if (checked !== undefined && !(checked instanceof Promise)) requireValid(checked, `${topic}: the params are`);
    if (params !== undefined) codec.encodeValue(params);
    const key = roomKey(topic, params);
    return this.#rooms.get(key) ?? new ClientRoom({ topic, params: plainCopy(params), key }, this);
  }

  /** A connection whose hello is out: rooms move there. */
  connected(connection: number): void {
    this.#connections = [...this.#connections, connection];
    for (const room of [...this.#entered]) room.connected(connection);
  }

  connectionLost(connection: number): void {
    const wasNewest = connection === this.#connections.at(-1);
    this.#connections = this.#connections.filter((other) => other !== connection);
    for (const place of [...this.#members.keys()]) if (place.startsWith(`${connection} `)) this.#members.delete(place);
    for (const room of [...this.#entered]) room.connectionLost(connection);
    const newest = this.#connections.at(-1);
    // The server that drains is still there, and the one that was to follow is not.
    if (wasNewest && newest !== undefined) for (const room of [...this.#entered]) room.connected(newest);
  }

  receive(connection: number, envelope: RoomEnvelope, bytes: number): void {
    const place = placeKey({ connection, room: envelope.room });
    const rooms = [...(this.#members.get(place)?.rooms ?? [])];
    if (envelope.kind === 'revoked') this.#members.delete(place);
    for (const room of rooms) room.receive(connection, envelope, bytes);
  }

  /** The client is closed. */
  closed(error: RpcError): void {
    this.#closedBy = error;
    this.#alarm.stop();
    for (const room of [...this.#entered]) room.closed(error);
  }

  // What rooms ask for.

  used(room: ClientRoom): void {
    if (!this.#rooms.has(room.key)) this.#rooms.set(room.key, room);
  }

  unused(room: ClientRoom): void {
    if (this.#rooms.get(room.key) === room) this.#rooms.delete(room.key);
  }

  entered(room: ClientRoom): number | undefined {
    this.used(room);
    this.#entered.add(room);
    return this.#connections.at(-1);
  }

  exited(room: ClientRoom): void {
    this.#entered.delete(room);
    this.unused(room);
  }

  /**
   * ⚑ A server has one member for each room and connection, and which room a join is for is known only from its answer: a server may
   * complete its params. So joins are numbered: what is left later for the sake of an older one does not end what a newer one makes.
   */
  join(connection: number, params: object, granted: (reply: JoinReply) => void, refused: (error: RpcError) => void): void {
    this.#lastJoin += 1;
    const join = this.#lastJoin;
    this.#port.request(connection, '$/join', { ...params, n: join }, (outcome) => {
      if (!outcome.ok) {
        refused(outcome.error);
        return;
      }
      const reply = readJoinReply(outcome.value);
      const place = placeKey({ connection, room: reply.room });
      this.#members.set(place, { join, rooms: this.#members.get(place)?.rooms ?? new Set() });
      granted(reply);
    });
  }

  placed(room: ClientRoom, place: RoomPlace): void {
    this.#members.get(placeKey(place))?.rooms.add(room);
  }

  leave(room: ClientRoom, place: RoomPlace): Promise<void> {
    const member = this.#members.get(placeKey(place));
    member?.rooms.delete(room);
    if (member === undefined || member.rooms.size > 0) return Promise.resolve();
    this.#members.delete(placeKey(place));
    return new Promise((resolve) => {
      this.#port.request(place.connection, '$/leave', { room: place.room, n: member.join }, () => resolve());
    });
  }

  checkState(topic: string, state: unknown): void {
    const checked = this.#port.check?.state(topic, state);
    if (checked !== undefined && !(checked instanceof Promise)) requireValid(checked, `${topic}: the state is`);
    this.#port.codec.encodeValue(state);
  }

  checkEvent(topic: string, event: string, payload: unknown): number | Promise<number> {
    const { check, codec } = this.#port;
    const bytes = messageBytes(codec.encodeValue(payload).payload);
    if (check === undefined) return bytes;
    return onceChecked(check.event(topic, event, payload), (checked) => {
      requireValid(checked, `${topic}: the event ${event} is`);
      return bytes;
    });
  }

  request(connection: number, method: string, params: unknown, answered: (outcome: CallOutcome) => void): void {
    this.#port.request(connection, method, params, answered);
  }

  event(topic: string, event: NameOrIndex): ListedEvent | undefined {
    return this.#port.event(topic, event);
  }

  now(): number {
    return this.#port.platform.now();
  }

  delayAfter(failures: number): number {
    return backOffMs(failures, () => this.#port.platform.random());
  }

  randomKey(): string {
    return this.#port.platform.randomKey();
  }

  report(error: unknown): void {
    this.#port.platform.report(error);
  }

  setAlarm(room: ClientRoom, deadline: number): void {
    if (deadline === Number.POSITIVE_INFINITY || this.#closedBy !== undefined) {
      this.#timed.delete(room);
      return;
    }
    this.#timed.add(room);
    this.#alarm.set(deadline);
  }

  #timePassed(): void {
    const now = this.now();
    for (const room of [...this.#timed]) room.timePassed(now);
  }
}

function placeKey({ connection, room }: RoomPlace): string {
  return `${connection} ${room}`;
}
