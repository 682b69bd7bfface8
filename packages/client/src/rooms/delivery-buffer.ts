import type { Position } from '@trunkline/protocol/wire';
import type { Delivery } from './delivery.ts';

/** Most bytes that wait for a room's consumer (protocol §10). */
export const MAX_BUFFERED_BYTES = 1 << 20;

/** One delivery on its way to the consumer. */
export interface Buffered {
  readonly delivery: Delivery;
  /** Where the consumer is once it has taken it; `undefined` where that is unchanged. */
  readonly position: Position | undefined;
  readonly bytes: number;
}

interface Waiting {
  readonly buffered: Buffered;
  /** How many deliveries without a slot had come by then. */
  readonly after: number;
}

/**
 * What waits for a room's consumer, bounded: of each `latest` value only the newest.
 *
 * A newer value takes the place of the older one in the line: at the end of it, one that changes faster than the consumer comes around would
 * never be taken. It overtakes other values only: an event, snapshot or gap that came between is delivered first.
 */
export class DeliveryBuffer {
  /** In order; a value by its slot, everything else by itself. */
  readonly #waiting = new Map<unknown, Waiting>();
  #slotless = 0;
  #bytes = 0;

  get size(): number {
    return this.#waiting.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Takes a delivery; `slot` tells which value it is the newest of. Answers false, and takes nothing, where there is no room for it; one
   * alone there always is, or it would never be delivered.
   */
  push(buffered: Buffered, slot: string | undefined): boolean {
    const known = slot === undefined ? undefined : this.#waiting.get(slot);
    const others = this.#bytes - (known?.buffered.bytes ?? 0);
    if (others > 0 && others + buffered.bytes > MAX_BUFFERED_BYTES) return false;
    if (slot === undefined) this.#slotless += 1;
    else if (known?.after !== this.#slotless) this.#waiting.delete(slot);
    this.#waiting.set(slot ?? buffered, { buffered, after: this.#slotless });
    this.#bytes = others + buffered.bytes;
    return true;
  }

  shift(): Buffered | undefined {
    for (const [key, { buffered }] of this.#waiting) {
      this.#waiting.delete(key);
      this.#bytes -= buffered.bytes;
      return buffered;
    }
    return undefined;
  }

  /** Takes all that waits. */
  takeAll(): Buffered[] {
    const all = Array.from(this.#waiting.values(), ({ buffered }) => buffered);
    this.#waiting.clear();
    this.#bytes = 0;
    return all;
  }
}
