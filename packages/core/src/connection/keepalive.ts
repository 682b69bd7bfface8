/** When to ask a silent peer whether it lives, and how long to wait for a sign. */
export interface KeepaliveOptions {
  /** Silence after which a ping is sent, in ms. Default 25,000: below the idle timeouts of common proxies. */
  readonly intervalMs: number;
  /** Further silence after which the peer counts as dead, in ms. Default 10,000. */
  readonly timeoutMs: number;
}

export const DEFAULT_KEEPALIVE: KeepaliveOptions = { intervalMs: 25_000, timeoutMs: 10_000 };

/** How late a timer may ring without a doubt: more means that the event loop was stuck, and what came in meanwhile is unread. */
const PUNCTUAL_WITHIN_MS = 250;

/**
 * Decides whether a peer is alive (RFC 6455 §5.5.2). Any inbound byte is life, not only a pong.
 *
 * A verdict that comes late is no verdict: when the machine slept or the event loop was stuck, bytes
 * may lie unread, so the peer is asked once more first.
 */
export class Keepalive {
  readonly #options: KeepaliveOptions;
  #heardAt: number;
  #askedAt: number | undefined;

  constructor(options: KeepaliveOptions, now: number) {
    this.#options = options;
    this.#heardAt = now;
  }

  /** Bytes came in, or none could because reading is paused. */
  heard(now: number): void {
    this.#heardAt = now;
    this.#askedAt = undefined;
  }

  /** Reading stops for a reason of ours, so that an answer would lie unread: a question that is out does not count. */
  readingStopped(): void {
    this.#askedAt = undefined;
  }

  nextDeadline(): number {
    return this.#askedAt === undefined ? this.#heardAt + this.#options.intervalMs : this.#askedAt + this.#options.timeoutMs;
  }

  /** What to do now: send a ping, give the peer up, or nothing. */
  timePassed(now: number): 'ping' | 'dead' | undefined {
    const late = now - this.nextDeadline();
    if (late < 0) return undefined;
    const isVerdict = this.#askedAt !== undefined && late < PUNCTUAL_WITHIN_MS;
    if (isVerdict) return 'dead';
    this.#askedAt = now;
    return 'ping';
  }
}
