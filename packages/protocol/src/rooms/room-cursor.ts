import { NOWHERE, type Position } from './position.ts';

/** What to do with an event: tell it, drop it as one that was told before, or drop it because events before it are missing. */
export type CursorVerdict = 'deliver' | 'drop' | 'hole';

/**
 * How far into a room's log a reader has come (protocol §5).
 *
 * Events move it forward by one and never back, nor to another epoch: only {@link RoomCursor.moveTo} does that.
 */
export class RoomCursor {
  #epoch = NOWHERE.epoch;
  #offset = NOWHERE.offset;

  get epoch(): string {
    return this.#epoch;
  }

  get offset(): number {
    return this.#offset;
  }

  get position(): Position {
    return { epoch: this.#epoch, offset: this.#offset };
  }

  /** What follows begins behind this place, wherever the cursor stands. */
  moveTo({ epoch, offset }: Position): void {
    this.#epoch = epoch;
    this.#offset = offset;
  }

  /** Judges an event by its offset and moves over it if it is the next. Events that are not logged (offset 0) pass by. */
  judge(offset: number): CursorVerdict {
    if (offset === 0) return 'deliver';
    if (offset <= this.#offset) return 'drop';
    if (offset > this.#offset + 1) return 'hole';
    this.#offset = offset;
    return 'deliver';
  }
}
