import type { Position } from '@trunkline/broker';
import { type GapReason, type JoinReply, RpcError, systemError } from '@trunkline/protocol/wire';
import { refusalOf } from './authorization.ts';
import { type JoinParams, readJoin } from './control-params.ts';
import { LogChunk } from './log-reader.ts';
import { readMemberState } from './member-state.ts';
import { Membership } from './membership.ts';
import type { Room } from './room.ts';
import type { RoomConnection } from './room-connection.ts';
import type { RoomTable } from './room-table.ts';
import type { RoomWorld } from './room-world.ts';
import type { Snapshot } from './snapshot-runs.ts';
import type { TopicEntry } from './topic-entry.ts';
import { invalidParams } from './validated.ts';

/** What follows the reply to a join. */
interface Start {
  /** Everything behind the position that the client stated. */
  readonly chunk?: LogChunk;
  readonly snapshot?: Snapshot;
  /** Why events are missing that the client counts on. */
  readonly gap?: GapReason;
}

/** One `$/join` on its way. */
export class Join {
  readonly #connection: RoomConnection;
  readonly #world: RoomWorld;
  readonly #respond: (reply: JoinReply) => void;
  #credentials: number;

  constructor(connection: RoomConnection, world: RoomWorld, respond: (reply: JoinReply) => void) {
    this.#connection = connection;
    this.#world = world;
    this.#respond = respond;
    this.#credentials = connection.credentials;
  }

  /** Joins, or rejects with the `RpcError` that the client is told. On a connection that is gone it ends without either. */
  async run(value: unknown, topics: ReadonlyMap<string, TopicEntry>, table: RoomTable): Promise<void> {
    const wanted = readJoin(value);
    const entry = topics.get(wanted.topic);
    if (entry === undefined) throw systemError('MethodNotFound', `there is no topic ${wanted.topic.slice(0, 100)}`);
    const key = await entry.keyOf(wanted.params);
    if (!key.ok) throw invalidParams(entry.name, key.issues);
    const state = await readMemberState(entry, wanted.state);
    await this.#authorize(entry, key.params);
    const { room, release } = await unlessUnavailable(table.hold(entry, key.params, key.key));
    try {
      this.#requirePlace(room);
      await this.#enter(room, wanted, state);
    } finally {
      release();
    }
  }

  /** A room that is joined already may be joined again, however many there are. */
  #requirePlace(room: Room): void {
    const { memberships } = this.#connection;
    const { rooms } = this.#world.limits;
    const isJoined = memberships.get(room.number) !== undefined;
    if (!isJoined && memberships.size + memberships.joining > rooms) throw systemError('TooMany', `a peer may be in ${rooms} rooms`);
  }

  async #authorize(entry: TopicEntry, params: unknown): Promise<void> {
    this.#credentials = this.#connection.credentials;
    const refusal = await refusalOf(this.#world, entry, params, this.#connection.peer, 'join');
    if (refusal !== undefined) throw refusal;
  }

  /** Whoever joins many rooms at once gets them a few at a time, as fast as it reads. */
  async #enter(room: Room, wanted: JoinParams, state: unknown): Promise<void> {
    const giveBack = await this.#connection.memberships.slots.take();
    try {
      if (this.#connection.isClosed) return;
      const start = await this.#start(room, wanted.position);
      if (room.entry.presence !== undefined) await this.#appear(room, state);
      await this.#whenReady(room);
      if (!this.#connection.isClosed) this.#grant(room, wanted.position, start);
    } finally {
      giveBack();
    }
  }

  async #start(room: Room, stated: Position | undefined): Promise<Start> {
    const { entry } = room;
    const read = stated !== undefined && entry.hasLog ? await unlessUnavailable(room.log.read(stated)) : undefined;
    // More than one recovery may bring is as good as trimmed.
    if (read instanceof LogChunk && read.isComplete) return { chunk: read };
    if (entry.snapshot !== undefined) return { snapshot: await room.snapshots.take() };
    return read === undefined ? {} : { gap: read instanceof LogChunk ? 'trimmed' : read.lost };
  }

  async #appear(room: Room, state: unknown): Promise<void> {
    const { kept } = this.#connection.memberships;
    try {
      await unlessUnavailable(kept.presence.set(room.name, state));
      room.presence.apply(kept.presence.memberOf(state));
    } catch (error) {
      this.#disappear(room);
      throw error;
    }
  }

  #disappear(room: Room): void {
    const { memberships } = this.#connection;
    if (memberships.get(room.number) === undefined) memberships.kept.presence.remove(room.name);
  }

  /** Waits until the client keeps up. Credentials that changed meanwhile are asked about again. */
  async #whenReady(room: Room): Promise<void> {
    const connection = this.#connection;
    while (!connection.isClosed) {
      if (connection.credentials !== this.#credentials) {
        try {
          await this.#authorize(room.entry, room.params);
        } catch (error) {
          this.#disappear(room);
          throw error;
        }
      } else if (connection.outflow.isOpen) return;
      else await new Promise<void>((resolve) => connection.outflow.whenOpen(resolve));
    }
  }

  /** All in one turn: the reply, what follows it, and from then on what is live. */
  #grant(room: Room, stated: Position | undefined, { chunk, snapshot, gap }: Start): void {
    const connection = this.#connection;
    const recovered = chunk !== undefined && stated !== undefined;
    const position = recovered ? stated : (snapshot?.position ?? room.position);
    const message = snapshot?.message(connection.codec);
    if (message !== undefined && message.bytes > connection.messageBytes) {
      this.#disappear(room);
      throw systemError('TooLarge', 'the snapshot is longer than this client takes');
    }
    const members = room.entry.presence === undefined ? {} : { members: room.presence.list() };
    const { epoch, offset } = position;
    this.#respond({ room: room.number, epoch, offset, recovered, snapshot: message !== undefined, ...members });
    if (message !== undefined) connection.sendShared(message);
    if (gap !== undefined) connection.send({ kind: 'gap', room: room.number, epoch, offset, reason: gap });
    const membership = new Membership(room, connection, position, this.#world);
    connection.memberships.enter(membership);
    membership.begin(chunk);
  }
}

/** What the broker throws is for the log, and the client comes back. */
async function unlessUnavailable<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    throw cause instanceof RpcError ? cause : systemError('Unavailable', 'the room cannot be reached for now', undefined, { cause });
  }
}
