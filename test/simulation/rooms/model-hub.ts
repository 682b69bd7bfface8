import type { EventTuple, JoinReply, Position, RequestEnvelope, RoomEnvelope, ServerConnection } from '@trunkline/protocol/wire';
import type { Random } from '../kernel/random.ts';
import type { Stage } from '../kernel/stage.ts';
import type { Wire } from '../modules.ts';
import type { ModelBroker, ModelRoom } from './model-broker.ts';
import { contentAt } from './model-log.ts';

/** One membership: a connection in a room. */
interface Member {
  readonly connection: ServerConnection;
  readonly room: ModelRoom;
  /** Up to where it was sent everything, or told of what it misses. */
  cursor: Position;
  /** Waits for its snapshot; nothing goes ahead of that. */
  isWaiting: boolean;
}

/** What a hub needs of its server. */
export interface HubPlace {
  readonly stage: Stage;
  readonly random: Random;
  readonly wire: Wire;
  /** Whether nothing is done wrong any more. */
  isCalm(): boolean;
  after(delayMs: number, action: () => void): void;
}

/** Most events of one chunk; small, so that a recovery has several. */
const CHUNK = 5;

/** The rooms of one server process as protocol.md §5 has them, and now and then a member is skipped as if it were slow. */
export class ModelHub {
  readonly #place: HubPlace;
  readonly #broker: ModelBroker;
  readonly #members: Member[] = [];
  readonly #numbers = new Map<ModelRoom, number>();

  constructor(place: HubPlace, broker: ModelBroker) {
    this.#place = place;
    this.#broker = broker;
  }

  /** Memberships over connections that live. */
  get members(): number {
    return this.#members.filter(({ connection }) => !connection.isClosed).length;
  }

  /** A control request for rooms. Answers whether it was one. */
  receive({ id, method, params }: RequestEnvelope, connection: ServerConnection): boolean {
    const request: { readonly topic?: string; readonly position?: Position; readonly room?: number } = { ...Object(params) };
    if (method === '$/join') this.#join(id, request.topic ?? '', request.position, connection);
    else if (method === '$/leave') this.#leave(id, request.room, connection);
    return method === '$/join' || method === '$/leave';
  }

  #join(id: number, topic: string, position: Position | undefined, connection: ServerConnection): void {
    const { wire, random, stage } = this.#place;
    const room = this.#broker.rooms.find(({ log }) => log.room === topic);
    if (room === undefined) {
      connection.respond(id, { error: wire.systemError('NotJoined') });
      return;
    }
    if (!this.#place.isCalm() && random.chance(0.05)) {
      stage.features.add('join refused');
      connection.respond(id, { error: wire.systemError('TooMany', 'later', { retryAfterMs: random.between(0, 1_000) }) });
      return;
    }
    this.#remove(room, connection);
    const isRecovered = position !== undefined && room.log.reaches(position);
    const start = isRecovered ? position : room.log.head;
    const member: Member = { connection, room, cursor: start, isWaiting: !isRecovered && room.hasSnapshot };
    this.#members.push(member);
    const reply: JoinReply = { room: this.#numberOf(room), ...start, recovered: isRecovered, snapshot: member.isWaiting };
    connection.respond(id, { result: reply });
    if (position !== undefined) stage.features.add(isRecovered ? 'room recovered' : 'room not recovered');
    if (member.isWaiting) this.#snapshotLater(member);
    else if (position !== undefined && !isRecovered) this.#send(member, { kind: 'gap', ...start, reason: reasonFor(room, position) });
    this.#catchUp(member);
  }

  /** A snapshot takes time, in which events go on; they follow behind it. */
  #snapshotLater(member: Member): void {
    this.#place.after(this.#place.random.around(50), () => {
      if (!this.#members.includes(member)) return;
      const { log } = member.room;
      // Trimmed meanwhile: run again (§5, Snapshot).
      if (!log.reaches(member.cursor)) member.cursor = log.head;
      member.isWaiting = false;
      this.#place.stage.features.add('snapshot');
      this.#send(member, { kind: 'snapshot', ...member.cursor, data: contentAt(member.cursor) });
      this.#catchUp(member);
    });
  }

  #leave(id: number, number: number | undefined, connection: ServerConnection): void {
    const room = [...this.#numbers].find(([, known]) => known === number)?.[0];
    if (room !== undefined) this.#remove(room, connection);
    connection.respond(id, { result: null });
  }

  /** A room has more than before. */
  fanOut(room: ModelRoom): void {
    for (const member of this.#members.filter((one) => one.room === room)) {
      if (this.#isSkipped(member)) continue;
      this.#catchUp(member);
    }
  }

  /** As a member that was too slow for one event, and nobody noticed: the next one shows it the hole. */
  #isSkipped(member: Member): boolean {
    const { log } = member.room;
    const isNext = log.head.epoch === member.cursor.epoch && log.head.offset === member.cursor.offset + 1;
    if (this.#place.isCalm() || member.isWaiting || !isNext || !this.#place.random.chance(0.05)) return false;
    this.#place.stage.features.add('room member skipped');
    member.cursor = log.head;
    return true;
  }

  #catchUp(member: Member): void {
    if (member.connection.isClosed) this.#remove(member.room, member.connection);
    else if (!member.isWaiting) {
      const { room, cursor } = member;
      if (room.log.reaches(cursor)) this.#sendRest(member);
      else if (room.hasSnapshot) {
        member.isWaiting = true;
        member.cursor = room.log.head;
        this.#snapshotLater(member);
      } else {
        member.cursor = room.log.head;
        this.#place.stage.features.add('gap');
        this.#send(member, { kind: 'gap', ...member.cursor, reason: reasonFor(room, cursor) });
      }
    }
  }

  /** What is in the log behind the cursor: one event alone, more in chunks. */
  #sendRest(member: Member): void {
    const { epoch, offset: head } = member.room.log.head;
    for (let at = member.cursor.offset + 1; at <= head; at += CHUNK) {
      const offsets = Array.from({ length: Math.min(CHUNK, head - at + 1) }, (_, index) => at + index);
      const events = offsets.map((offset): EventTuple => ['event', contentAt({ epoch, offset })]);
      const [[name, data] = ['event', '']] = events;
      if (events.length > 1) this.#send(member, { kind: 'events', firstOffset: at, events });
      else this.#send(member, { kind: 'event', offset: at, name, data });
    }
    member.cursor = { epoch, offset: head };
  }

  /** Ends a membership against its will. */
  revokeOne(): void {
    const [member] = this.#members.filter(({ connection }) => !connection.isClosed);
    if (member === undefined) return;
    this.#place.stage.features.add('room revoked');
    this.#send(member, { kind: 'revoked', error: { code: -32002, message: 'not yours any more' } });
    this.#remove(member.room, member.connection);
  }

  #send({ connection, room }: Member, envelope: OfRoom): void {
    if (!connection.isClosed) connection.link.send(connection.codec.encode({ ...envelope, room: this.#numberOf(room) }));
  }

  #remove(room: ModelRoom, connection: ServerConnection): void {
    const at = this.#members.findIndex((member) => member.room === room && member.connection === connection);
    if (at >= 0) this.#members.splice(at, 1);
  }

  #numberOf(room: ModelRoom): number {
    const number = this.#numbers.get(room) ?? this.#numbers.size + 1;
    this.#numbers.set(room, number);
    return number;
  }
}

/** What is sent for a room, without its number. */
type OfRoom = RoomEnvelope extends infer Each ? (Each extends RoomEnvelope ? Omit<Each, 'room'> : never) : never;

function reasonFor({ log }: ModelRoom, { epoch, offset }: Position): 'epoch' | 'trimmed' {
  return epoch !== log.head.epoch || offset > log.head.offset ? 'epoch' : 'trimmed';
}
