import type { Position } from '@trunkline/broker';
import { type OutboundEnvelope, type RpcError, systemError, toWireError } from '@trunkline/protocol/wire';
import type { SharedMessage } from '../link/server-link.ts';
import { brokerRetryMs } from './broker-retry.ts';
import { chunkBytes, eventRuns, runMessage } from './event-messages.ts';
import { LogChunk } from './log-chunk.ts';
import type { LogRead } from './log-reader.ts';
import { MemberPresence } from './member-presence.ts';
import type { Room } from './room.ts';
import type { RoomConnection } from './room-connection.ts';
import type { RoomWorld } from './room-world.ts';
import { snapshotsFailed } from './snapshot-runs.ts';

/** Snapshots that may fail in a row before the membership is ended (protocol §5). */
const MAX_SNAPSHOT_FAILURES = 3;

/**
 * One connection in one room: catching up ⇄ live → left.
 *
 * ⚑ A live member has been sent everything that its room has fanned out, so it has no cursor of its own. One that catches up has: its place in
 * the log, and the newest version of the values. It goes live in the very turn in which it finds both to be those of the room; a push for
 * which it has no room, because its peer does not keep up, makes it catch up again.
 */
export class Membership {
  readonly room: Room;
  readonly connection: RoomConnection;
  /** The client's number of the join that made it. */
  readonly joinNumber: number;
  /** What it is told of the others. */
  readonly presence: MemberPresence;
  readonly #world: RoomWorld;
  #position: Position;
  #version = 0;
  #hasLeft = false;
  #isCatchingUp = false;
  /** Whether its peer did not keep up: the reason of a gap. */
  #wasSlow = false;
  #snapshotFailures = 0;

  /** `position` is where what follows begins; of the values it has none. */
  constructor(room: Room, connection: RoomConnection, joinNumber: number, position: Position, world: RoomWorld) {
    this.room = room;
    this.connection = connection;
    this.joinNumber = joinNumber;
    this.presence = new MemberPresence(this);
    this.#position = position;
    this.#world = world;
  }

  get hasLeft(): boolean {
    return this.#hasLeft;
  }

  /** Nothing of the room is sent any more. */
  left(): void {
    this.#hasLeft = true;
  }

  /** Nothing that waits for this member is sent beyond what its connection takes. */
  get isSendable(): boolean {
    return !this.#hasLeft && !this.connection.isClosed;
  }

  /** Most bytes of events in one message to it. One that is longer than what may wait would have its peer closed, however fast that reads. */
  get chunkBytes(): number {
    return chunkBytes(Math.min(this.connection.messageBytes, this.#world.limits.sendBudgetBytes));
  }

  /** A live member is not sent what comes: it goes on later from here. */
  fallBehind(position: Position, version: number, isSlow: boolean): void {
    this.#position = position;
    this.#version = version;
    this.#wasSlow ||= isSlow;
    this.catchUp();
  }

  /** Values behind a version may have been missed. */
  missedValues(since: number): void {
    this.#version = Math.min(this.#version, since);
  }

  /** The join is answered: what was read of the log for it goes first. */
  begin(chunk: LogChunk | undefined): void {
    if (chunk !== undefined && chunk.events.length > 0) this.#sendChunk(chunk);
    this.catchUp();
  }

  /** Begins to catch up, unless it does already. */
  catchUp(): void {
    if (this.#isCatchingUp || this.#hasLeft) return;
    this.#isCatchingUp = true;
    void this.#catchUp();
  }

  async #catchUp(): Promise<void> {
    for (let failures = 0; this.#isCatchingUp && this.isSendable; failures += 1) {
      const release = await this.connection.memberships.catchUps.acquire();
      try {
        while (this.isSendable) {
          if (await this.#advance()) return;
          failures = 0;
        }
      } catch (err) {
        this.#world.log.warn({ err, topic: this.room.entry.name }, 'a room could not be read; it is tried again');
      } finally {
        release();
      }
      // Released: other rooms may fare better.
      await this.#wait(brokerRetryMs(failures));
    }
  }

  /** One step forward. Answers whether the member is live. */
  async #advance(): Promise<boolean> {
    const { room, connection } = this;
    if (!connection.outflow.isOpen) {
      this.#wasSlow = true;
      await new Promise<void>((resolve) => connection.outflow.whenOpen(resolve));
      return false;
    }
    if (room.isBehind(this.#position)) {
      await this.#readOn(await room.log.read(this.#position));
      return false;
    }
    if (this.#sendValues()) return false;
    this.#wasSlow = false;
    this.#snapshotFailures = 0;
    // ⚑ In one turn: whoever is live may fall behind before this function has returned, and has to begin anew then.
    this.#isCatchingUp = false;
    room.goLive(this, this.#position);
    return true;
  }

  async #readOn(read: LogRead): Promise<void> {
    if (!this.isSendable) return;
    if (read instanceof LogChunk) this.#sendChunk(read);
    else if (this.room.entry.snapshot !== undefined) await this.#startOver();
    else {
      const reason = this.#wasSlow && read.lost === 'trimmed' ? 'slow' : read.lost;
      this.#position = read.head;
      this.#send({ kind: 'gap', room: this.room.number, ...read.head, reason });
    }
  }

  /** Sends of a chunk what the link takes. The rest is read again later, so that a slow reader holds nothing but its place. */
  #sendChunk(chunk: LogChunk): void {
    const { codec, outflow } = this.connection;
    if (chunk.events.length === 0) throw new Error('the log does not have what was published to the room');
    for (const { message, lastOffset } of chunk.messages(codec, this.chunkBytes)) {
      if (!outflow.isOpen || !this.#sendShared(message)) return;
      this.#position = { epoch: chunk.head.epoch, offset: lastOffset };
      this.#snapshotFailures = 0;
    }
  }

  async #startOver(): Promise<void> {
    if (this.#snapshotFailures >= MAX_SNAPSHOT_FAILURES) {
      this.revoke(snapshotsFailed());
      return;
    }
    // Counted before it is known: a snapshot whose log is trimmed before it is there is as good as none.
    this.#snapshotFailures += 1;
    // Why it failed was logged where it was run.
    const snapshot = await this.room.snapshots.retake().catch(() => undefined);
    if (snapshot === undefined || !this.isSendable) return;
    if (!this.connection.outflow.isOpen) {
      // Other rooms have filled it meanwhile; a slow reader holds no snapshot, and it is none that failed.
      this.#snapshotFailures -= 1;
      return;
    }
    if (this.#sendShared(snapshot.message(this.connection.codec))) this.#position = snapshot.position;
  }

  /** Sends the values that the member has not got, as many as make a chunk. Answers whether there were any. */
  #sendValues(): boolean {
    const { room, connection } = this;
    const { codec, outflow } = connection;
    const maxBytes = this.chunkBytes;
    const values = room.values.after(this.#version, maxBytes, this.#world.platform.now());
    const events = values.map(({ event }) => event);
    let sent = 0;
    for (const run of eventRuns(events, codec, maxBytes)) {
      if (!outflow.isOpen || !this.#sendShared(runMessage(room.number, run, codec))) break;
      sent += run.length;
      this.#version = values[sent - 1]?.version ?? this.#version;
    }
    return values.length > 0;
  }

  /** Sends a message of the room, or ends the membership where the client does not take so much. */
  #sendShared(message: SharedMessage): boolean {
    if (message.bytes <= this.connection.messageBytes) {
      this.connection.sendShared(message, this.room.entry.topic.compress);
      return true;
    }
    this.revoke(systemError('TooLarge', 'an event or snapshot of the room is longer than this client takes'));
    return false;
  }

  /** Ends the membership against its will; nothing of the room is sent after this. */
  revoke(error: RpcError): void {
    if (this.#hasLeft) return;
    this.connection.memberships.leave(this);
    this.#send({ kind: 'revoked', room: this.room.number, error: toWireError(error) });
  }

  #send(envelope: OutboundEnvelope): void {
    if (!this.connection.isClosed) this.connection.send(envelope);
  }

  #wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => void this.#world.platform.after(delayMs, resolve));
  }
}
