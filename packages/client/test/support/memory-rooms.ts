import { type AnyContract, topicsOf } from '@trunkline/protocol';
import type { Answer, OutboundEnvelope, RequestEnvelope, RpcError, ServerConnection } from '@trunkline/protocol/wire';

/** How a room talks to one client. */
export interface RoomVisitor {
  readonly connection: ServerConnection;
  send(envelope: OutboundEnvelope): void;
  respond(answer: Answer): void;
}

type Params = Readonly<Record<string, unknown>>;

/** One room, kept by hand: a log from its first event on, values, who is in. */
export class MemoryRoom {
  readonly id: number;
  epoch = 'epoch';
  snapshot: unknown;
  readonly log: (readonly [name: string, data: unknown])[] = [];
  readonly members = new Map<ServerConnection, RoomVisitor & { readonly join: number }>();
  /** Events up to this offset are not kept any more. */
  trimmed = 0;

  constructor(id: number) {
    this.id = id;
  }

  /** Publishes to the log. */
  publish(name: string, data: unknown): number {
    this.log.push([name, data]);
    this.send({ kind: 'event', room: this.id, offset: this.log.length, name, data });
    return this.log.length;
  }

  /** Hands an event over that is not logged. */
  pass(name: string | number, data: unknown, publisher?: string): void {
    this.send({ kind: 'event', room: this.id, offset: 0, name, data, ...(publisher !== undefined && { publisher }) });
  }

  send(envelope: OutboundEnvelope): void {
    for (const { send } of this.members.values()) send(envelope);
  }

  join(visitor: RoomVisitor, join: number, position: { readonly epoch?: unknown; readonly offset?: unknown } | undefined): void {
    const offset = typeof position?.offset === 'number' ? position.offset : undefined;
    const recovered = offset !== undefined && position?.epoch === this.epoch && offset >= this.trimmed && offset <= this.log.length;
    const begins = recovered ? offset : this.log.length;
    const snapshot = !recovered && this.snapshot !== undefined;
    const { id: room, epoch } = this;
    visitor.respond({ result: { room, epoch, offset: begins, recovered, snapshot, members: [['peer-me', null]] } });
    if (snapshot) visitor.send({ kind: 'snapshot', room, epoch, offset: begins, data: this.snapshot });
    if (begins < this.log.length) visitor.send({ kind: 'events', room, firstOffset: begins + 1, events: this.log.slice(begins) });
    this.members.set(visitor.connection, { ...visitor, join });
  }

  /** Leaves, unless a newer join made the member. */
  leave(connection: ServerConnection, join: number): void {
    if ((this.members.get(connection)?.join ?? 0) <= join) this.members.delete(connection);
  }
}

/** The rooms of a server in memory. Everything that was asked is kept. */
export class MemoryRooms {
  /** Requests about rooms: method and params. */
  readonly asked: (readonly [method: string, params: Params])[] = [];
  /** Refuses joins, as long as it is set. */
  refusal: RpcError | undefined;
  /** Refuses states, as long as it is set. */
  stateRefusal: RpcError | undefined;
  /** Leaves publishes without an answer, as long as it is set. */
  isSilent = false;
  readonly #rooms = new Map<string, MemoryRoom>();
  readonly #byKey = new Map<unknown, number>();
  readonly #delivered: ReadonlyMap<string, string>;

  constructor(contract: AnyContract) {
    const events = topicsOf(contract).flatMap(({ events }) => Object.entries(events));
    this.#delivered = new Map(events.map(([name, { delivery }]) => [name, delivery]));
  }

  /** The room of a topic. Params that say `default` are as if left out. */
  room(topic: string, params: unknown = {}): MemoryRoom {
    const key = `${topic} ${JSON.stringify(params)}`.replace('{"room":"default"}', '{}');
    const room = this.#rooms.get(key) ?? new MemoryRoom(this.#rooms.size + 1);
    this.#rooms.set(key, room);
    return room;
  }

  /** What was asked by one method. */
  askedBy(method: string): Params[] {
    return this.asked.filter(([asked]) => asked === method).map(([, params]) => params);
  }

  lost(connection: ServerConnection): void {
    for (const room of this.#rooms.values()) room.members.delete(connection);
  }

  /** Answers a request, if it is about rooms. */
  answer({ method, params }: RequestEnvelope, visitor: RoomVisitor): boolean {
    if (!['$/join', '$/leave', '$/state', '$/publish'].includes(String(method))) return false;
    const given: Params = { ...(typeof params === 'object' ? params : {}) };
    this.asked.push([String(method), given]);
    if (method === '$/join') this.#join(given, visitor);
    else if (method === '$/publish') this.#publish(given, visitor);
    else if (method === '$/state' && this.stateRefusal !== undefined) visitor.respond({ error: this.stateRefusal });
    else {
      if (method === '$/leave') this.#byId(given.room).leave(visitor.connection, Number(given.n));
      visitor.respond({ result: null });
    }
    return true;
  }

  #join({ topic, params, position, n }: Params, visitor: RoomVisitor): void {
    if (this.refusal !== undefined) visitor.respond({ error: this.refusal });
    else
      this.room(String(topic), params).join(visitor, Number(n), typeof position === 'object' && position !== null ? position : undefined);
  }

  #publish({ room: id, event, data, key }: Params, visitor: RoomVisitor): void {
    const isLogged = this.#delivered.get(String(event)) === 'log';
    const known = this.#byKey.get(key);
    const offset = known ?? (isLogged ? this.#byId(id).publish(String(event), data) : 0);
    if (known === undefined && !isLogged) this.#byId(id).pass(String(event), data);
    this.#byKey.set(key, offset);
    if (!this.isSilent) visitor.respond({ result: { offset } });
  }

  #byId(id: unknown): MemoryRoom {
    const room = [...this.#rooms.values()].find((one) => one.id === id);
    if (room === undefined) throw new Error(`there is no room ${String(id)}`);
    return room;
  }
}
