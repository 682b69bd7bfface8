import type { Position } from '@trunkline/broker';
import { type RpcError, systemError } from '@trunkline/protocol/wire';
import { outgoing } from '../peer/outgoing.ts';
import type { RoomWorld } from './room-world.ts';
import { Snapshot } from './snapshot.ts';
import type { TopicEntry } from './topic-entry.ts';
import { SnapshotAt } from './topic-handler.ts';
import { orUnavailable } from './unavailable.ts';
import { given } from './validated.ts';

/** Least time between the beginnings of two runs that nobody but slow readers asked for, in ms (protocol §5). */
const RESYNC_EVERY_MS = 1_000;

/** What a run of the application's `snapshot` needs of its room. */
export interface SnapshotRoom {
  readonly number: number;
  readonly name: string;
  readonly entry: TopicEntry;
  readonly params: unknown;
  /** Up to where the members have been sent what was published. */
  readonly position: Position;
}

/**
 * Runs the application's `snapshot` for one room, one run at a time, shared by all who wait meanwhile.
 *
 * ⚑ The position is taken before the run, so that the snapshot holds at least what was published up to it; what follows is read from there.
 */
export class SnapshotRuns {
  readonly #room: SnapshotRoom;
  readonly #world: RoomWorld;
  #run: Promise<Snapshot> | undefined;
  #resync: Promise<Snapshot> | undefined;
  #resyncAt = Number.NEGATIVE_INFINITY;

  constructor(room: SnapshotRoom, world: RoomWorld) {
    this.#room = room;
    this.#world = world;
  }

  /** A snapshot for a joiner. Rejects with the `RpcError` that the joiner is told. */
  take(): Promise<Snapshot> {
    this.#run ??= this.#take().finally(() => {
      this.#run = undefined;
    });
    return this.#run;
  }

  /** A snapshot for a member that missed too much; at most one run a second, which all who wait for it share. */
  retake(): Promise<Snapshot> {
    if (this.#run !== undefined) return this.#run;
    this.#resync ??= this.#retake().finally(() => {
      this.#resync = undefined;
    });
    return this.#resync;
  }

  async #retake(): Promise<Snapshot> {
    const { platform } = this.#world;
    const waitMs = this.#resyncAt - platform.now();
    if (waitMs > 0) await new Promise<void>((resolve) => void platform.after(waitMs, resolve));
    this.#resyncAt = platform.now() + RESYNC_EVERY_MS;
    return this.take();
  }

  async #take(): Promise<Snapshot> {
    const { entry, params, number, position } = this.#room;
    try {
      const taken = await entry.takeSnapshot?.(params);
      if (!(taken instanceof SnapshotAt)) return new Snapshot(number, position, await this.#checked(taken));
      return new Snapshot(number, await this.#exact(taken.position), await this.#checked(taken.data));
    } catch (error) {
      throw this.#world.toRpcError(error, { topic: entry.name });
    }
  }

  /** What the application says of the place of its snapshot. Of another log, or beyond the head, whoever believed it would miss events. */
  async #exact(position: Position): Promise<Position> {
    const { entry, name } = this.#room;
    if (!entry.hasLog) return this.#room.position;
    const [head] = await orUnavailable(this.#world, this.#world.broker.heads([name]), { topic: entry.name });
    if (head !== undefined && position.epoch === head.position.epoch && position.offset <= head.position.offset) return position;
    throw new TypeError(
      'at(position, …): the position is none of the log of this room; take it from room.position() before the state is read',
    );
  }

  async #checked(data: unknown): Promise<unknown> {
    const validator = this.#room.entry.snapshot;
    if (validator === undefined) return data;
    return await given(outgoing(validator, data, this.#world.isChecking), 'the snapshot');
  }
}

/** What a member is told whose snapshot failed again and again. */
export function snapshotsFailed(): RpcError {
  return systemError('Unavailable', 'the room has no snapshot for now');
}
