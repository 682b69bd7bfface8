/** So long before they expire credentials are renewed, in ms (protocol §4.8): several tries fit into it. */
const RENEW_BEFORE_MS = 30_000;

/** Time between two tries to get new ones, in ms. */
const RETRY_MS = 5_000;

/** When to renew credentials: once for each time that the server says when they expire, and again while there are none to be had. */
export class Renewal {
  #dueAt = Number.POSITIVE_INFINITY;
  #expiresAt = Number.POSITIVE_INFINITY;

  /** The server said after how many ms they expire; `undefined`: never. Those that last shorter than the margin are renewed after half of it. */
  accepted(expiresInMs: number | undefined, now: number): void {
    this.#expiresAt = now + (expiresInMs ?? Number.POSITIVE_INFINITY);
    this.#dueAt = expiresInMs === undefined ? Number.POSITIVE_INFINITY : now + Math.max(expiresInMs - RENEW_BEFORE_MS, expiresInMs / 2);
  }

  /** There were none to be had. Once the old ones have expired the server closes, and the next attempt asks for others. */
  failed(now: number): void {
    this.#dueAt = now + RETRY_MS < this.#expiresAt ? now + RETRY_MS : Number.POSITIVE_INFINITY;
  }

  stop(): void {
    this.#dueAt = Number.POSITIVE_INFINITY;
    this.#expiresAt = Number.NEGATIVE_INFINITY;
  }

  nextDeadline(): number {
    return this.#dueAt;
  }

  /** Answers, once, whether it is time. */
  timePassed(now: number): boolean {
    if (now < this.#dueAt) return false;
    this.#dueAt = Number.POSITIVE_INFINITY;
    return true;
  }
}
