import type { Position } from '@trunkline/broker';
import { type GapReason, invalidParams, type JoinReply, systemError } from '@trunkline/protocol/wire';
import { refusalOf } from './authorization.ts';
import { readJoin } from './control-params.ts';
import { LogChunk } from './log-chunk.ts';
import { readMemberState } from './member-state.ts';
import { Membership } from './membership.ts';
import type { Room } from './room.ts';
import type { RoomConnection } from './room-connection.ts';
import { type RoomTable, roomName } from './room-table.ts';
import type { RoomWorld } from './room-world.ts';
import type { Snapshot } from './snapshot.ts';
import type { TopicEntry } from './topic-entry.ts';
import { orUnavailable } from './unavailable.ts';

/** What follows the reply to a join. */
interface Start {
  /** Everything behind the position that the client stated. */
  readonly chunk?: LogChunk;
  readonly snapshot?: Snapshot;
  /** Why events are missing that the client counts on, and where the log stood then. */
  readonly gap?: { readonly reason: GapReason; readonly head: Position };
}

/** One `$/join` on its way. */
export class Join {
  readonly #connection: RoomConnection;
  readonly #world: RoomWorld;
  readonly #respond: (reply: JoinReply) => void;
  #credentialsVersion: number;
  /** The client's number of it. */
  #number = 0;
  #hasAppeared = false;

  constructor(connection: RoomConnection, world: RoomWorld, respond: (reply: JoinReply) => void) {
    this.#connection = connection;
    this.#world = world;
    this.#respond = respond;
    this.#credentialsVersion = connection.credentialsVersion;
  }

  /** Joins, or rejects with the `RpcError` that the client is told. On a connection that is gone it ends without either. */
  async run(value: unknown, topics: ReadonlyMap<string, TopicEntry>, table: RoomTable): Promise<void> {
    const wanted = readJoin(value);
    this.#number = wanted.n;
    const entry = topics.get(wanted.topic);
    if (entry === undefined) throw systemError('MethodNotFound', `there is no topic ${wanted.topic.slice(0, 100)}`);
    const key = await entry.keyOf(wanted.params);
    if (!key.ok) throw invalidParams(`${entry.name}: the params are`, key.issues);
    const state = await readMemberState(entry, wanted.state);
    await this.#connection.memberships.joins.run(roomName(entry.name, key.key), () =>
      this.#join(entry, key, wanted.position, state, table),
    );
  }

  async #join(
    entry: TopicEntry,
    key: { readonly params: unknown; readonly key: string },
    stated: Position | undefined,
    state: unknown,
    table: RoomTable,
  ): Promise<void> {
    await this.#authorize(entry, key.params);
    const { room, release } = await this.#reached(table.hold(entry, key.params, key.key), entry);
    const { memberships } = this.#connection;
    const { rooms } = this.#world.limits;
    try {
      if (!memberships.takePlace(room.number, rooms)) throw systemError('TooMany', `a peer may be in ${rooms} rooms`);
      await this.#enter(room, stated, state);
    } finally {
      memberships.givePlaceBack(room.number);
      release();
    }
  }

  #reached<T>(answer: Promise<T>, { name }: TopicEntry): Promise<T> {
    return orUnavailable(this.#world, answer, { topic: name });
  }

  async #authorize(entry: TopicEntry, params: unknown): Promise<void> {
    this.#credentialsVersion = this.#connection.credentialsVersion;
    const refusal = await refusalOf(this.#world, entry, params, this.#connection.peer, 'join');
    if (refusal !== undefined) throw refusal;
  }

  /** Whoever joins many rooms at once gets them a few at a time, as fast as it reads. */
  async #enter(room: Room, stated: Position | undefined, state: unknown): Promise<void> {
    const connection = this.#connection;
    const release = await connection.memberships.catchUps.acquire();
    let start: Start | undefined;
    try {
      while (!connection.isClosed) {
        if (!connection.outflow.isOpen) {
          // Whoever does not read holds a place, and neither log nor snapshot: they are read again.
          start = undefined;
          await new Promise<void>((resolve) => connection.outflow.whenOpen(resolve));
        } else if (start === undefined) {
          start = await this.#start(room, stated);
        } else {
          // ⚑ Nothing comes between the last look at these and the grant.
          const obstacle = this.#obstacle(room, state);
          if (obstacle === undefined) {
            this.#grant(room, stated, start);
            return;
          }
          await obstacle;
        }
      }
    } catch (error) {
      this.#disappear(room);
      throw error;
    } finally {
      release();
    }
  }

  async #start({ entry, log, snapshots }: Room, stated: Position | undefined): Promise<Start> {
    const read = stated !== undefined && entry.hasLog ? await this.#reached(log.read(stated), entry) : undefined;
    // More than one recovery may bring is as good as trimmed.
    if (read instanceof LogChunk && read.isComplete) return { chunk: read };
    if (entry.snapshot !== undefined) return { snapshot: await snapshots.take() };
    if (read === undefined) return {};
    return { gap: { reason: read instanceof LogChunk ? 'trimmed' : read.lost, head: read.head } };
  }

  /** What has to be done before the join can be granted; it may have to be done again because of what happens meanwhile. */
  #obstacle(room: Room, state: unknown): Promise<void> | undefined {
    const { credentialsVersion, memberships } = this.#connection;
    if (credentialsVersion !== this.#credentialsVersion) return this.#authorize(room.entry, room.params);
    // The membership that this one follows may have been left.
    const isListed = this.#hasAppeared && memberships.kept.presence.has(room.name);
    return room.entry.presence !== undefined && !isListed ? this.#appear(room, state) : undefined;
  }

  async #appear(room: Room, state: unknown): Promise<void> {
    const { presence } = this.#connection.memberships.kept;
    this.#hasAppeared = true;
    await this.#reached(presence.set(room.name, state), room.entry);
    // The broker's own word of it may come later than the reply.
    const member = presence.member(room.name);
    if (member !== undefined) room.presence.apply(member);
  }

  /** On a connection that is gone the peer lingers, and may be back on another. */
  #disappear(room: Room): void {
    const { isClosed, memberships } = this.#connection;
    if (this.#hasAppeared && !isClosed && memberships.get(room.number) === undefined) memberships.kept.presence.remove(room.name);
  }

  /** All in one turn: the reply, what follows it, and from then on what is live. */
  #grant(room: Room, stated: Position | undefined, { chunk, snapshot, gap }: Start): void {
    const connection = this.#connection;
    const recovered = chunk !== undefined && stated !== undefined;
    // ⚑ Not where this server is: it may be behind what the client has seen elsewhere, and would send it back.
    const position = recovered ? stated : (snapshot?.position ?? gap?.head ?? room.position);
    const message = snapshot?.message(connection.codec);
    if (message !== undefined && message.bytes > connection.messageBytes)
      throw systemError('TooLarge', 'the snapshot is longer than this client takes');
    const membership = new Membership(room, connection, this.#number, position, this.#world);
    const members = room.entry.presence === undefined ? {} : { members: membership.presence.begin() };
    const { epoch, offset } = position;
    this.#respond({ room: room.number, epoch, offset, recovered, snapshot: message !== undefined, ...members });
    if (message !== undefined) connection.sendShared(message, room.entry.topic.compress);
    if (gap !== undefined) connection.send({ kind: 'gap', room: room.number, epoch, offset, reason: gap.reason });
    connection.memberships.enter(membership);
    membership.begin(chunk);
  }
}
