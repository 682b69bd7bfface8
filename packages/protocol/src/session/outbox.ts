import type { Message } from '../envelope/message.ts';

/** What an outbox holds at most. */
export interface OutboxLimits {
  readonly bytes: number;
  readonly envelopes: number;
}

/** 256 KiB and 512 envelopes (protocol §4): some seconds of a busy peer, four times what may pass before an ack is due. */
export const DEFAULT_OUTBOX_LIMITS: OutboxLimits = { bytes: 256 << 10, envelopes: 512 };

/** One counted envelope that may have to be sent again. */
export interface OutboxEntry {
  readonly message: Message;
  readonly bytes: number;
  /** The call that this envelope asks for, if it is a request: what is said of it again depends on how the call stands by then. */
  readonly requestId: number | undefined;
  /** As of `Link.send`. */
  readonly compresses: boolean;
}

/**
 * Counted envelopes that were sent and are not yet acknowledged, in `seq` order.
 *
 * Past a limit the oldest are forgotten; a resume that needs one is refused: a peer that was told "nothing was missed" must be
 * able to believe it. Overflow costs resume only until the acks catch up, and never blocks.
 */
export class Outbox {
  readonly #limits: OutboxLimits;
  /** Entries from `#head` on are kept; those before it wait to be cut off, so that an ack moves no memory. */
  #entries: (OutboxEntry | undefined)[] = [];
  #head = 0;
  #sent = 0;
  #acknowledged = 0;
  #bytes = 0;

  constructor(limits: OutboxLimits) {
    this.#limits = limits;
  }

  /** Seq of the newest envelope: how many were sent since the session began. */
  get sent(): number {
    return this.#sent;
  }

  /** How many the peer has confirmed. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** Payload bytes held. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Envelopes held. */
  get size(): number {
    return this.#entries.length - this.#head;
  }

  push(entry: OutboxEntry): void {
    this.#sent += 1;
    this.#entries.push(entry);
    this.#bytes += entry.bytes;
    while (this.#bytes > this.#limits.bytes || this.size > this.#limits.envelopes) this.#dropOldest();
  }

  /** The peer has everything up to `received`. Answers whether that is possible. */
  acknowledge(received: number): boolean {
    if (received < this.#acknowledged || received > this.#sent) return false;
    this.#acknowledged = received;
    while (this.size > this.#sent - received) this.#dropOldest();
    return true;
  }

  /** Tells whether everything behind `received` is still here, so that a peer which has so much can go on. */
  reaches(received: number): boolean {
    // What is confirmed is not kept, so nothing below that passes.
    return received >= this.#sent - this.size && received <= this.#sent;
  }

  /** The kept entries, oldest first. */
  *entries(): IterableIterator<OutboxEntry> {
    for (let at = this.#head; at < this.#entries.length; at += 1) {
      const entry = this.#entries[at];
      if (entry !== undefined) yield entry;
    }
  }

  /** Forgets everything. */
  clear(): void {
    this.#entries = [];
    this.#head = 0;
    this.#bytes = 0;
  }

  #dropOldest(): void {
    this.#bytes -= this.#entries[this.#head]?.bytes ?? 0;
    this.#entries[this.#head] = undefined;
    this.#head += 1;
    // Cutting only when half is gone keeps the cost of one entry constant.
    if (this.#head * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
  }
}
