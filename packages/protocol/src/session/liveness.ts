/** When to ask a silent peer whether it lives, and how long to wait for a sign; a server's hello tells its clients. */
export interface Heartbeat {
  /** Silence after which a ping is sent, in ms. */
  readonly intervalMs: number;
  /** Further silence after which the peer counts as dead, in ms. */
  readonly timeoutMs: number;
}

/** 25 s is below the idle timeouts of common proxies; 10 s more outlast a handover between mobile cells (protocol §8). */
export const DEFAULT_HEARTBEAT: Heartbeat = { intervalMs: 25_000, timeoutMs: 10_000 };

/** How late a timer may ring without a doubt: more means that the machine slept or the tab was throttled, and what came in meanwhile is unread. */
const PUNCTUAL_WITHIN_MS = 1_000;

/**
 * Decides whether a peer is alive (protocol §8). Any inbound byte is life, not only a pong.
 *
 * A verdict that comes late is no verdict: the peer is asked once more first.
 */
export class Liveness {
  readonly #heartbeat: Heartbeat;
  #heardAt: number;
  #askedAt: number | undefined;

  constructor(heartbeat: Heartbeat, now: number) {
    this.#heartbeat = heartbeat;
    this.#heardAt = now;
  }

  /** Bytes came in. */
  heard(now: number): void {
    this.#heardAt = now;
    this.#askedAt = undefined;
  }

  /** Something may have happened to the connection: tells whether to ask now. Not where the peer is being asked, whose time to answer goes on. */
  probe(now: number): boolean {
    if (this.#askedAt !== undefined) return false;
    this.#askedAt = now;
    return true;
  }

  nextDeadline(): number {
    return this.#askedAt === undefined ? this.#heardAt + this.#heartbeat.intervalMs : this.#askedAt + this.#heartbeat.timeoutMs;
  }

  timePassed(now: number): 'ping' | 'dead' | undefined {
    const deadline = this.nextDeadline();
    if (now < deadline) return undefined;
    if (this.#askedAt !== undefined && now <= deadline + PUNCTUAL_WITHIN_MS) return 'dead';
    this.#askedAt = now;
    return 'ping';
  }
}
