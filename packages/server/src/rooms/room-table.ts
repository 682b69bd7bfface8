import { Room } from './room.ts';
import type { RoomWorld } from './room-world.ts';
import type { TopicEntry } from './topic-entry.ts';

/** How often the broker's heads are compared with what was fanned out, in ms (protocol §5): what was lost last shows by nothing else. */
const COMPARE_EVERY_MS = 25_000;

/** A room with its opening. */
interface OpenRoom {
  readonly room: Room;
  readonly opened: Promise<void>;
  /** Joins that count on it. */
  holds: number;
}

/** The name of a room at the broker: its topic and the canonical form of its params. */
export function roomName(topic: string, key: string): string {
  return key === '' ? topic : `${topic} ${key}`;
}

/** The rooms of this server that have members here, or are about to. */
export class RoomTable {
  readonly #world: RoomWorld;
  readonly #rooms = new Map<string, OpenRoom>();
  #lastNumber = 0;
  #stopComparing: (() => void) | undefined;

  constructor(world: RoomWorld) {
    this.#world = world;
  }

  get size(): number {
    return this.#rooms.size;
  }

  /** Opens a room, or finds it open, and keeps it so until `release`. Rejects with what the broker throws, and when the server is closed meanwhile. */
  async hold(entry: TopicEntry, params: unknown, key: string): Promise<{ readonly room: Room; readonly release: () => void }> {
    const name = roomName(entry.name, key);
    const open = this.#rooms.get(name) ?? this.#open(name, entry, params);
    open.holds += 1;
    let isHeld = true;
    const release = () => {
      if (!isHeld) return;
      isHeld = false;
      open.holds -= 1;
      this.closeIfEmpty(open.room);
    };
    try {
      await open.opened;
      if (open.room.isClosed) throw new Error('the rooms were closed while this one opened');
    } catch (error) {
      release();
      throw error;
    }
    return { room: open.room, release };
  }

  #open(name: string, entry: TopicEntry, params: unknown): OpenRoom {
    this.#lastNumber += 1;
    const room = new Room({ number: this.#lastNumber, entry, params, name }, this.#world);
    const open = { room, opened: room.open(), holds: 0 };
    this.#rooms.set(name, open);
    // Whoever comes after a failure tries again.
    open.opened.catch(() => this.#forget(open));
    this.#compareLater();
    return open;
  }

  /** Lets go of a room that nobody here is in. */
  closeIfEmpty(room: Room): void {
    const open = this.#rooms.get(room.name);
    if (open?.room === room && open.holds === 0 && room.members.size === 0) this.#forget(open);
  }

  #forget({ room }: OpenRoom): void {
    if (this.#rooms.get(room.name)?.room === room) this.#rooms.delete(room.name);
    if (!room.isClosed) room.close();
    if (this.#rooms.size > 0) return;
    this.#stopComparing?.();
    this.#stopComparing = undefined;
  }

  #compareLater(): void {
    this.#stopComparing ??= this.#world.platform.after(COMPARE_EVERY_MS, () => {
      this.#stopComparing = undefined;
      void this.#compare();
      if (this.#rooms.size > 0) this.#compareLater();
    });
  }

  async #compare(): Promise<void> {
    const asked = [...this.#rooms.values()].map(({ room }) => ({ room, at: room.head }));
    try {
      const heads = await this.#world.broker.heads(asked.map(({ room }) => room.name));
      for (const [index, { room, at }] of asked.entries()) {
        const head = heads[index];
        if (head !== undefined) room.headSeen(head, at);
      }
    } catch (err) {
      this.#world.log.warn({ err }, 'the heads of the rooms could not be compared with the broker; that is tried again');
    }
  }

  /** Closes all rooms. */
  close(): void {
    for (const open of [...this.#rooms.values()]) this.#forget(open);
  }
}
