import { MAX_LATEST_BYTES, MAX_LATEST_VALUES } from '@trunkline/broker';
import type { RoomEvent } from './room-event.ts';

/** The newest value of one slot, as the server answers joins with it. */
export interface RoomValue {
  readonly version: number;
  readonly event: RoomEvent;
  /** When it is let go of, in ms. */
  readonly expiresAt: number;
}

/** The current values of one room on this server: the newest of each slot, in the order of their versions, as many as a broker keeps. */
export class RoomValues {
  readonly #values = new Map<string, RoomValue>();
  #bytes = 0;
  /** No value is newer, and perhaps none is as new. */
  #newest = 0;

  get size(): number {
    return this.#values.size;
  }

  /** Payload bytes kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** A value was published. Answers false, and keeps what there is, where that is newer: it was read before this one was handed over. */
  set(slot: string, value: RoomValue): boolean {
    if ((this.#values.get(slot)?.version ?? 0) > value.version) return false;
    if (value.version < this.#newest) this.merge([[slot, value]]);
    else this.#append(slot, value);
    return true;
  }

  #append(slot: string, value: RoomValue): void {
    this.#delete(slot);
    this.#values.set(slot, value);
    this.#bytes += value.event.bytes;
    this.#newest = value.version;
    for (const oldest of this.#values.keys()) {
      if (this.#values.size <= 1 || (this.#values.size <= MAX_LATEST_VALUES && this.#bytes <= MAX_LATEST_BYTES)) return;
      this.#delete(oldest);
    }
  }

  /** Values that the broker keeps; of each slot the newer one stays. */
  merge(loaded: Iterable<readonly [slot: string, value: RoomValue]>): void {
    const merged = new Map(this.#values);
    for (const [slot, value] of loaded) {
      const known = merged.get(slot);
      if (known === undefined || known.version < value.version) merged.set(slot, value);
    }
    this.clear();
    for (const [slot, value] of [...merged].sort(([, one], [, other]) => one.version - other.version)) this.#append(slot, value);
  }

  clear(): void {
    this.#values.clear();
    this.#bytes = 0;
    this.#newest = 0;
  }

  /** Those published after a version, the oldest first, as many as fit into so many bytes, at least one if there is one. */
  after(version: number, maxBytes: number, now: number): readonly RoomValue[] {
    const newer: RoomValue[] = [];
    // Most who ask have them all; nothing is looked through for them.
    if (version >= this.#newest) return newer;
    let bytes = 0;
    for (const [slot, value] of this.#values) {
      if (value.expiresAt <= now) this.#delete(slot);
      else if (value.version > version) {
        bytes += value.event.bytes;
        if (bytes > maxBytes && newer.length > 0) break;
        newer.push(value);
      }
    }
    return newer;
  }

  #delete(slot: string): void {
    this.#bytes -= this.#values.get(slot)?.event.bytes ?? 0;
    this.#values.delete(slot);
  }
}
