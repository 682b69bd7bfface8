import type { EventTuple, GapReason, RoomEnvelope } from '../../src/envelope/envelope.ts';
import type { JoinReply } from '../../src/rooms/join-reply.ts';
import type { Position } from '../../src/rooms/position.ts';
import type { JoinRequest } from '../../src/rooms/room-effect.ts';

/** How a model room, or its server, departs from the plain case. */
export interface ModelOptions {
  readonly hasSnapshot: boolean;
  /** Sends neither snapshot nor gap behind a reply, and announces what it does not send. */
  readonly isForgetful: boolean;
  /** Does not know its store's epoch. */
  readonly isNameless: boolean;
}

type Down = { readonly kind: 'granted'; readonly request: JoinRequest; readonly reply: JoinReply } | RoomEnvelope;
type Up = { readonly kind: 'join'; readonly request: JoinRequest } | { readonly kind: 'leave'; readonly room: number };

/** One connection: what is on its way, in order in either direction, and whether the server has a member on it. */
export class ModelConnection {
  readonly room: number;
  readonly up: Up[] = [];
  readonly down: Down[] = [];
  isMember = false;

  constructor(room: number) {
    this.room = room;
  }
}

/** The log of one room, and the server's part of protocol §5 in the simplest form that keeps its rules. */
export class ModelRoom {
  readonly #options: ModelOptions;
  #epochs = 1;
  #first = 1;
  #events: string[] = [];
  /** Of every epoch, whatever was trimmed. */
  readonly #history = new Map<string, string[]>([['e1', []]]);

  constructor(options: ModelOptions) {
    this.#options = options;
  }

  get hasSnapshot(): boolean {
    return this.#options.hasSnapshot;
  }

  get head(): Position {
    return { epoch: this.#options.isNameless ? '' : this.#epoch, offset: this.#first + this.#events.length - 1 };
  }

  get #epoch(): string {
    return `e${this.#epochs}`;
  }

  /** All that was ever published up to a position. */
  upTo({ epoch, offset }: Position): readonly string[] {
    return (this.#history.get(epoch === '' ? this.#epoch : epoch) ?? []).slice(0, offset);
  }

  publish(connections: readonly ModelConnection[], isLost: boolean, isTwice: boolean): void {
    const text = `${this.#epoch}#${this.head.offset + 1}`;
    this.#events.push(text);
    this.#history.get(this.#epoch)?.push(text);
    for (const { isMember, room, down } of connections) {
      const event: RoomEnvelope = { kind: 'event', room, offset: this.head.offset, name: 'said', data: text };
      if (isMember && !isLost) down.push(event, ...(isTwice ? [event] : []));
    }
  }

  /** Forgets all but the newest event, as a log by age does. */
  trim(): void {
    this.#first += Math.max(0, this.#events.length - 1);
    this.#events = this.#events.slice(-1);
  }

  /** The store is lost, and with it whoever was live: they are sent what a server sends that notices. */
  reset(connections: readonly ModelConnection[]): void {
    this.#epochs += 1;
    this.#first = 1;
    this.#events = [];
    this.#history.set(this.#epoch, []);
    for (const connection of connections) if (connection.isMember) this.#restart(connection, this.head, 'epoch');
  }

  /** The reader was too slow: it is sent on from the head. */
  skip(connections: readonly ModelConnection[]): void {
    for (const connection of connections) if (connection.isMember) this.#restart(connection, this.head, 'slow');
  }

  /** The server reads one message; what it answers is under way at once. */
  serve(connection: ModelConnection): void {
    const message = connection.up.shift();
    if (message?.kind === 'leave') connection.isMember = false;
    if (message?.kind === 'join') this.#join(connection, message.request);
  }

  #join(connection: ModelConnection, request: JoinRequest): void {
    const { room, down } = connection;
    const { position } = request;
    connection.isMember = true;
    if (position !== undefined && this.#reaches(position)) {
      down.push({ kind: 'granted', request, reply: { room, ...position, recovered: true, snapshot: false } });
      this.#replay(connection, position.offset);
      return;
    }
    const { hasSnapshot, isForgetful } = this.#options;
    // A snapshot may be older than the head; the log has what came since.
    const begins = { ...this.head, offset: hasSnapshot ? this.#first - 1 : this.head.offset };
    down.push({ kind: 'granted', request, reply: { room, ...begins, recovered: false, snapshot: hasSnapshot } });
    const reason = position?.epoch === begins.epoch && position.offset <= begins.offset ? 'trimmed' : 'epoch';
    if (!isForgetful && (hasSnapshot || position !== undefined)) this.#restart(connection, begins, reason);
    this.#replay(connection, begins.offset);
  }

  #reaches({ epoch, offset }: Position): boolean {
    return epoch === this.head.epoch && epoch !== '' && offset >= this.#first - 1 && offset <= this.head.offset;
  }

  #restart({ room, down }: ModelConnection, begins: Position, reason: GapReason): void {
    const data = this.upTo(begins);
    down.push(this.#options.hasSnapshot ? { kind: 'snapshot', room, ...begins, data } : { kind: 'gap', room, ...begins, reason });
  }

  #replay({ room, down }: ModelConnection, after: number): void {
    const events = this.#events.slice(after + 1 - this.#first).map((text): EventTuple => ['said', text]);
    if (events.length > 0) down.push({ kind: 'events', room, firstOffset: after + 1, events });
  }
}
