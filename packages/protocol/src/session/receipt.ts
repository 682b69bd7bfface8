/** When an acknowledgement is due (protocol §4). */
const ACK_AFTER_BYTES = 64 << 10;
const ACK_AFTER_ENVELOPES = 64;
const ACK_AFTER_MS = 200;

/**
 * Counts the counted envelopes that came in, and decides when to confirm them: after 64 KiB, 64 envelopes or 200 ms, whichever
 * is first. By bytes as well as by time, so that a fast sender's outbox never outgrows its limit on a healthy connection.
 */
export class Receipt {
  #received = 0;
  #unconfirmed = 0;
  #unconfirmedBytes = 0;
  #dueAt = Number.POSITIVE_INFINITY;

  /** How many came in since the session began. */
  get received(): number {
    return this.#received;
  }

  /** One more came in. */
  count(bytes: number, now: number): void {
    this.#received += 1;
    this.#unconfirmed += 1;
    this.#unconfirmedBytes += bytes;
    if (this.#unconfirmed === 1) this.#dueAt = now + ACK_AFTER_MS;
    if (this.#unconfirmed >= ACK_AFTER_ENVELOPES || this.#unconfirmedBytes >= ACK_AFTER_BYTES) this.#dueAt = now;
  }

  /** What came in is confirmed, by an ack or by a hello. */
  confirmed(): void {
    this.#unconfirmed = 0;
    this.#unconfirmedBytes = 0;
    this.#dueAt = Number.POSITIVE_INFINITY;
  }

  isDue(now: number): boolean {
    return now >= this.#dueAt;
  }

  nextDeadline(): number {
    return this.#dueAt;
  }
}
