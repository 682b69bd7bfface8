import type { PublishedEvent } from '@trunkline/broker';
import type { Platform } from '../link/platform.ts';

/** Past so many bytes of one turn a room does not wait for the end of the turn to fan them out. */
const MAX_TURN_BYTES = 1 << 20;

/** What a broker hands over to one room, gathered until the end of each turn. Held → released, when the room knows where it begins. */
export class TurnQueue {
  readonly #platform: Platform;
  readonly #flush: (events: readonly PublishedEvent[]) => void;
  #events: PublishedEvent[] = [];
  #bytes = 0;
  #isHeld = true;

  constructor(platform: Platform, flush: (events: readonly PublishedEvent[]) => void) {
    this.#platform = platform;
    this.#flush = flush;
  }

  push(event: PublishedEvent): void {
    // A subscription may take long; what is let go of meanwhile shows as a hole, as anything does that a broker loses.
    if (this.#isHeld && this.#bytes > MAX_TURN_BYTES) this.#take();
    this.#events.push(event);
    this.#bytes += event.payload.byteLength;
    if (this.#isHeld) return;
    if (this.#bytes > MAX_TURN_BYTES) this.#flushNow();
    else if (this.#events.length === 1) this.#platform.atEndOfTurn(() => this.#flushNow());
  }

  /** What was held is handed on at once. */
  release(): void {
    this.#isHeld = false;
    this.#flushNow();
  }

  #flushNow(): void {
    const events = this.#take();
    if (events.length > 0) this.#flush(events);
  }

  #take(): readonly PublishedEvent[] {
    const events = this.#events;
    this.#events = [];
    this.#bytes = 0;
    return events;
  }
}
