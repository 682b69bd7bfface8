import type { Position } from '@trunkline/broker';
import { type OutboundEnvelope, type RpcError, systemError, toWireError } from '@trunkline/protocol/wire';
import type { SharedMessage } from '../link/server-link.ts';
import { CHUNK_BYTES, eventMessages } from './event-messages.ts';
import { LogChunk, type LogRead } from './log-reader.ts';
import type { Room } from './room.ts';
import type { RoomConnection } from './room-connection.ts';
import type { PresenceMessages } from './room-presence.ts';
import type { RoomWorld } from './room-world.ts';
import { snapshotsFailed } from './snapshot-runs.ts';

/** Snapshots that may fail in a row before the membership is ended (protocol §5). */
const MAX_SNAPSHOT_FAILURES = 3;

/** The first wait, and the longest, after the broker could not be read, in ms. */
const BROKER_RETRY_MS = { first: 1_000, most: 30_000 };

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
  readonly #world: RoomWorld;
  #position: Position;
  #version: number;
  #hasLeft = false;
  #isCatchingUp = false;
  /** Whether its peer did not keep up, or joined just now: the reason of a gap. */
  #wasSlow = false;
  #snapshotFailures = 0;
  #isPresenceStale = false;
  /** Whether its client does not take the list of members, and is told their count. */
  #isCounted = false;

  /** `position` is where what follows begins; of the values it has none. */
  constructor(room: Room, connection: RoomConnection, position: Position, world: RoomWorld) {
    this.room = room;
    this.connection = connection;
    this.#position = position;
    this.#version = 0;
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
    const { slots } = this.connection.memberships;
    const giveBack = await slots.take();
    try {
      for (let failures = 0; this.isSendable; ) {
        try {
          if (await this.#advance()) return;
          failures = 0;
        } catch (error) {
          if (!this.isSendable) return;
          this.#world.log.warn({ err: error, topic: this.room.entry.name }, 'a room could not be read; it is tried again');
          await this.#wait(Math.min(BROKER_RETRY_MS.first * 2 ** failures, BROKER_RETRY_MS.most));
          failures += 1;
        }
      }
    } finally {
      this.#isCatchingUp = false;
      giveBack();
    }
  }

  /** One step forward. Answers whether the member is live. */
  async #advance(): Promise<boolean> {
    if (!this.connection.outflow.isOpen) {
      await new Promise<void>((resolve) => this.connection.outflow.whenOpen(resolve));
      return false;
    }
    const { room } = this;
    if (room.isBehind(this.#position)) {
      await this.#readOn(await room.log.read(this.#position));
      return false;
    }
    if (this.#sendValues()) return false;
    this.#wasSlow = false;
    this.#snapshotFailures = 0;
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
    const { codec, messageBytes, outflow } = this.connection;
    if (chunk.events.length === 0) throw new Error('the log does not have what was published to the room');
    for (const { message, lastOffset } of chunk.messages(codec, Math.min(CHUNK_BYTES, messageBytes))) {
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
    try {
      const snapshot = await this.room.snapshots.retake();
      if (this.isSendable && this.#sendShared(snapshot.message(this.connection.codec))) this.#position = snapshot.position;
    } catch {
      // Logged where it was run.
    }
  }

  /** Sends the values that the member has not got, as many as make a chunk. Answers whether there were any. */
  #sendValues(): boolean {
    const { room, connection } = this;
    const maxBytes = Math.min(CHUNK_BYTES, connection.messageBytes);
    const values = room.values.after(this.#version, maxBytes, this.#world.platform.now());
    const newest = values.at(-1);
    if (newest === undefined) return false;
    this.#version = newest.version;
    for (const message of eventMessages(
      room.number,
      values.map(({ event }) => event),
      connection.codec,
      maxBytes,
    )) {
      if (!this.#sendShared(message)) return true;
    }
    return true;
  }

  /** Sends a message of the room, or ends the membership where the client does not take so much. */
  #sendShared(message: SharedMessage): boolean {
    if (message.bytes <= this.connection.messageBytes) {
      this.connection.sendShared(message);
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

  /** Tells what has changed of who is in the room; where the peer does not keep up, or its client does not take it, later or otherwise. */
  sendPresence(changes: PresenceMessages): void {
    const { outflow, codec, messageBytes } = this.connection;
    if (this.#isPresenceStale) return;
    if (!outflow.isOpen) {
      this.#isPresenceStale = true;
      outflow.whenOpen(() => {
        this.#isPresenceStale = false;
        this.#sendAllPresent();
      });
      return;
    }
    const message = changes.message(codec);
    // A client that was told a count ignores what changes in the list that it does not have.
    if (this.#isCounted || message.bytes > messageBytes) this.#sendAllPresent();
    else this.connection.sendShared(message);
  }

  #sendAllPresent(): void {
    if (!this.isSendable) return;
    const { presence } = this.room;
    const { codec, messageBytes } = this.connection;
    const list = presence.full().message(codec);
    this.#isCounted = list.bytes > messageBytes;
    this.connection.sendShared(this.#isCounted ? presence.count().message(codec) : list);
  }

  #send(envelope: OutboundEnvelope): void {
    if (!this.connection.isClosed) this.connection.send(envelope);
  }

  #wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => void this.#world.platform.after(delayMs, resolve));
  }
}
