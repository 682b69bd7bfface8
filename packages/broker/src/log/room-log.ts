import type { Retention } from './retention.ts';

/** One event of a log, its payload as the server encoded it. */
export interface LoggedEvent {
  readonly offset: number;
  readonly payload: Uint8Array;
}

/** How much one reading answers at most; one event is answered whatever its size. */
export interface ReadLimit {
  readonly count: number;
  readonly bytes: number;
}

interface Entry extends LoggedEvent {
  readonly at: number;
}

/** What an event takes in memory beside its payload: 304 to 372 bytes on Node 24. */
const ENTRY_BYTES = 384;

/**
 * The recent events of one room, bounded by count, bytes and age.
 *
 * Offsets are contiguous from 1 and never given twice, whatever is trimmed.
 */
export class RoomLog {
  /** From `#first` on; those before wait to be cut off, so that trimming one moves no memory. */
  #entries: Entry[] = [];
  #first = 0;
  #head = 0;
  #bytes = 0;

  /** Offset of the newest event there ever was; 0 before the first. */
  get head(): number {
    return this.#head;
  }

  /** Payload bytes kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Bytes of memory that they take, nearly. */
  get footprint(): number {
    return this.#bytes + this.size * ENTRY_BYTES;
  }

  /** Events kept. */
  get size(): number {
    return this.#entries.length - this.#first;
  }

  /** Appends an event and trims. @returns its offset. */
  append(payload: Uint8Array, retention: Retention, now: number): number {
    this.#head += 1;
    this.#entries.push({ offset: this.#head, payload, at: now });
    this.#bytes += payload.byteLength;
    this.trim(retention, now);
    return this.#head;
  }

  /** Lets go of what exceeds the retention. */
  trim({ count, bytes, ageMs }: Retention, now: number): void {
    for (let oldest = this.#entries[this.#first]; oldest !== undefined; oldest = this.#entries[this.#first]) {
      if (this.size <= count && this.#bytes <= bytes && oldest.at + ageMs > now) return;
      this.trimOldest();
    }
  }

  /** Lets go of the oldest event. Does nothing where there is none. */
  trimOldest(): void {
    const oldest = this.#entries[this.#first];
    if (oldest === undefined) return;
    this.#first += 1;
    this.#bytes -= oldest.payload.byteLength;
    // Cutting only when half is gone keeps the cost of one event constant.
    if (this.#first * 2 >= this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first);
      this.#first = 0;
    }
  }

  /**
   * The events after an offset, in order and without a hole: as many as the limit allows, at least one if there is one.
   *
   * `undefined`: some of them are trimmed. Never what is left: a reader could not tell that something is missing.
   */
  read(after: number, limit: ReadLimit): readonly LoggedEvent[] | undefined {
    const oldest = this.#head - this.size + 1;
    if (after + 1 < oldest) return undefined;
    const events: LoggedEvent[] = [];
    let bytes = 0;
    for (let at = this.#first + after + 1 - oldest; at < this.#entries.length && events.length < limit.count; at += 1) {
      const entry = this.#entries[at];
      if (entry === undefined) break;
      bytes += entry.payload.byteLength;
      if (bytes > limit.bytes && events.length > 0) break;
      events.push({ offset: entry.offset, payload: entry.payload });
    }
    return events;
  }
}
