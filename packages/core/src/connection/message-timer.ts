/** Gives each inbound message its time, from its first byte to its last. */
export class MessageTimer {
  readonly #timeoutMs: number;
  #message = 0;
  #deadline = Number.POSITIVE_INFINITY;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** Bytes were read; `message` is the number of the one that has begun and not ended, 0 for none. Answers whether the deadline is sooner now. */
  read(message: number, now: number): boolean {
    if (message === this.#message) return false;
    const before = this.#deadline;
    this.#message = message;
    this.#deadline = message === 0 ? Number.POSITIVE_INFINITY : now + this.#timeoutMs;
    return this.#deadline < before;
  }

  nextDeadline(): number {
    return this.#deadline;
  }

  /** Answers whether the message took too long. Time in which we do not read, for a reason of ours, is not the peer's. */
  timePassed(now: number, isReading: boolean): boolean {
    if (now < this.#deadline) return false;
    if (isReading) return true;
    this.#deadline = now + this.#timeoutMs;
    return false;
  }
}
