import type { Platform } from '../link/platform.ts';

/** When values that could not be read are asked for again, in ms. */
const RETRY_AFTER_MS = 1_000;

const NOTHING_MISSED = Number.POSITIVE_INFINITY;

/** What a repair needs of its room. */
export interface RepairedRoom {
  readonly isClosed: boolean;
  /** Reads all values anew. Rejects with what the broker throws. */
  loadValues(): Promise<void>;
  /** Values behind a version may be new to the members. */
  valuesLoaded(since: number): void;
  /** They could not be read. */
  warn(error: unknown, message: string): void;
}

/** Gets the values whose publications were missed: which they were is not known, so all are read again, one reading at a time. */
export class ValueRepair {
  readonly #room: RepairedRoom;
  readonly #platform: Platform;
  #missedSince = NOTHING_MISSED;
  #isUnderWay = false;

  constructor(room: RepairedRoom, platform: Platform) {
    this.#room = room;
    this.#platform = platform;
  }

  /** Publications behind a version were missed, and may have been values. */
  missed(since: number): void {
    this.#missedSince = Math.min(this.#missedSince, since);
    if (this.#isUnderWay) return;
    this.#isUnderWay = true;
    void this.#run();
  }

  async #run(): Promise<void> {
    while (this.#missedSince < NOTHING_MISSED && !this.#room.isClosed) {
      const since = this.#missedSince;
      this.#missedSince = NOTHING_MISSED;
      try {
        await this.#room.loadValues();
        this.#room.valuesLoaded(since);
      } catch (error) {
        this.#missedSince = Math.min(this.#missedSince, since);
        this.#room.warn(error, 'the values of a room could not be read; that is tried again');
        await new Promise<void>((resolve) => void this.#platform.after(RETRY_AFTER_MS, resolve));
      }
    }
    this.#isUnderWay = false;
  }
}
