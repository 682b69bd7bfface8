import { mergeUpdates } from 'yjs';

/** Most updates that wait one by one; at it they are merged, so that a long time offline keeps little more than the text that was typed. */
const MAX_PARTS = 128;

/** Several edits as one update. */
interface Batch {
  readonly update: Uint8Array;
  readonly edits: number;
}

/** The edits of this client that the server has not taken yet: those that are under way, as one batch, and those that wait for its answer. */
export class UpdateQueue {
  #underWay: Batch | undefined;
  #waiting: Uint8Array[] = [];
  #waitingEdits = 0;

  /** How many edits the server has not taken. */
  get edits(): number {
    return this.#waitingEdits + (this.#underWay?.edits ?? 0);
  }

  push(update: Uint8Array): void {
    this.#waiting.push(update);
    this.#waitingEdits += 1;
    if (this.#waiting.length === MAX_PARTS) this.#waiting = [mergeUpdates(this.#waiting)];
  }

  /** Everything that waits, to be sent as one update; `undefined` where nothing does, or a batch is under way. */
  take(): Uint8Array | undefined {
    if (this.#underWay !== undefined || this.#waiting.length === 0) return undefined;
    const update = mergeUpdates(this.#waiting);
    this.#underWay = { update, edits: this.#waitingEdits };
    this.#waiting = [];
    this.#waitingEdits = 0;
    return update;
  }

  /** The server has taken the batch that was under way. */
  taken(): void {
    this.#underWay = undefined;
  }

  /** The batch that was under way was not taken: it waits again, before what came since. */
  putBack(): void {
    if (this.#underWay === undefined) return;
    const { update, edits } = this.#underWay;
    this.#underWay = undefined;
    this.#waiting.unshift(update);
    this.#waitingEdits += edits;
  }

  /** What waits is exactly this: all that the server lacks, or nothing. */
  replace(missing: Uint8Array | undefined): void {
    this.#waiting = missing === undefined ? [] : [missing];
    if (missing === undefined) this.#waitingEdits = 0;
    // What is under way is among what is missing, and is counted already.
    else if (this.#underWay === undefined) this.#waitingEdits = Math.max(1, this.#waitingEdits);
  }
}
