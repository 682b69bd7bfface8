import { textBytes } from './text-bytes.ts';

/** The newest value of one slot. */
export interface LatestValue {
  /** Which value it replaces: the event, and the key where the event has one. */
  readonly slot: string;
  readonly payload: Uint8Array;
  /** The number of its publication in the room. */
  readonly version: number;
  /** How much longer it is kept, in ms by the clock of the store, counted from the answer on; more than 0. */
  readonly expiresInMs: number;
}

interface Entry extends Omit<LatestValue, 'expiresInMs'> {
  readonly expiresAt: number;
}

/** Most values of one room (protocol §5). Past it the one that was published longest ago goes. */
export const MAX_LATEST_VALUES = 10_000;

/**
 * Most payload bytes of one room's values; past it likewise, but for the newest, which is kept whatever its size. 16 MiB: 1.6 KiB for each
 * of 10,000 values, and what every server that has members in the room holds.
 */
export const MAX_LATEST_BYTES = 16 << 20;

/** What a value takes in memory beside its slot and payload: 372 bytes on Node 24, and room for its map to grow. */
const ENTRY_BYTES = 512;

/** The current values of one room: the newest of each slot, for as long as it is kept. */
export class LatestValues {
  /** In the order of their publication. */
  readonly #values = new Map<string, Entry>();
  #bytes = 0;
  #slotBytes = 0;

  /** Payload bytes kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Bytes of memory that they take, nearly. */
  get footprint(): number {
    return this.#bytes + this.#slotBytes + this.size * ENTRY_BYTES;
  }

  get size(): number {
    return this.#values.size;
  }

  set(slot: string, payload: Uint8Array, version: number, expiresAt: number): void {
    this.#delete(slot);
    this.#values.set(slot, { slot, payload, version, expiresAt });
    this.#bytes += payload.byteLength;
    this.#slotBytes += textBytes(slot);
    while (this.size > MAX_LATEST_VALUES || (this.#bytes > MAX_LATEST_BYTES && this.size > 1)) this.dropOldest();
  }

  /** Lets go of the value that was published longest ago. Does nothing where there is none. */
  dropOldest(): void {
    for (const slot of this.#values.keys()) {
      this.#delete(slot);
      return;
    }
  }

  /** Those that are not too old, in the order of their publication. */
  current(now: number): readonly LatestValue[] {
    this.expire(now);
    return [...this.#values.values()].map(({ slot, payload, version, expiresAt }) => ({
      slot,
      payload,
      version,
      expiresInMs: expiresAt - now,
    }));
  }

  /** Events keep their values for different times, so each is looked at. */
  expire(now: number): void {
    for (const { slot, expiresAt } of this.#values.values()) if (expiresAt <= now) this.#delete(slot);
  }

  #delete(slot: string): void {
    const known = this.#values.get(slot);
    if (known === undefined) return;
    this.#values.delete(slot);
    this.#bytes -= known.payload.byteLength;
    this.#slotBytes -= textBytes(slot);
  }
}
