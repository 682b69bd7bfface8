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

/** Most slots of one room (protocol §5). Past it the one that was published longest ago goes. */
export const MAX_LATEST_VALUES = 10_000;

/** The current values of one room: the newest of each slot, for as long as it is kept. */
export class LatestValues {
  /** In the order of their publication. */
  readonly #values = new Map<string, Entry>();
  #bytes = 0;

  /** Payload bytes kept. */
  get bytes(): number {
    return this.#bytes;
  }

  get size(): number {
    return this.#values.size;
  }

  set(slot: string, payload: Uint8Array, version: number, expiresAt: number): void {
    this.#delete(slot);
    this.#values.set(slot, { slot, payload, version, expiresAt });
    this.#bytes += payload.byteLength;
    if (this.#values.size > MAX_LATEST_VALUES) this.dropOldest();
  }

  /** Lets go of the value that was published longest ago. @returns its bytes. */
  dropOldest(): number {
    for (const { slot, payload } of this.#values.values()) {
      this.#delete(slot);
      return payload.byteLength;
    }
    return 0;
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
    this.#bytes -= this.#values.get(slot)?.payload.byteLength ?? 0;
    this.#values.delete(slot);
  }
}
