import type { ServerSession } from './server-session.ts';

/** How long, and how many, sessions without a connection are kept. */
export interface DetachedLimits {
  /** In ms; 0: none is kept. */
  readonly keptMs: number;
  /** Of their outboxes together. */
  readonly bytes: number;
  readonly sessions: number;
}

/** 60 s, 64 MiB, 10,000 (protocol §4): long enough for a tunnel, small enough that an outage of all clients fits in memory. */
export const DEFAULT_DETACHED_LIMITS: DetachedLimits = { keptMs: 60_000, bytes: 64 << 20, sessions: 10_000 };

/** How often the bytes are counted while sessions are detached: what they hold grows by their handlers' answers. */
const COUNT_EVERY_MS = 1_000;

/** Once over a limit, so much of it stays: trimming a little more at once makes the search for the largest holder rare. */
const TRIM_TO = 15 / 16;

/**
 * The sessions without a connection, oldest first, and which of them must go.
 *
 * Past a limit the holder of most bytes loses its oldest session first, so that one client cannot push out all others.
 */
export class DetachedSessions {
  readonly #limits: DetachedLimits;
  /** With the holder of each: its principal, else its address. */
  readonly #sessions = new Map<ServerSession, string>();
  #countAt = Number.POSITIVE_INFINITY;

  constructor(limits: DetachedLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#sessions.size;
  }

  add(session: ServerSession, address: string): void {
    this.#sessions.set(session, session.principal === null ? `address ${address}` : `principal ${session.principal}`);
    this.#countAt = Math.min(this.#countAt, session.detachedAt + COUNT_EVERY_MS);
  }

  delete(session: ServerSession): void {
    this.#sessions.delete(session);
  }

  nextDeadline(): number {
    const [oldest] = this.#sessions.keys();
    return oldest === undefined ? Number.POSITIVE_INFINITY : Math.min(this.#countAt, oldest.detachedAt + this.#limits.keptMs);
  }

  /** Those that must go: their time is over, or there are too many. To be ended by the caller; they are forgotten here. */
  takeDue(now: number): ServerSession[] {
    const due: ServerSession[] = [];
    for (const session of this.#sessions.keys()) {
      if (session.detachedAt + this.#limits.keptMs > now) break;
      due.push(session);
    }
    for (const session of due) this.#sessions.delete(session);
    if (now < this.#countAt && this.#sessions.size <= this.#limits.sessions) return due;
    this.#countAt = this.#sessions.size === 0 ? Number.POSITIVE_INFINITY : now + COUNT_EVERY_MS;
    return [...due, ...this.#takeExcess()];
  }

  #takeExcess(): ServerSession[] {
    const holders = this.#byHolder();
    let bytes = holders.reduce((sum, holder) => sum + holder.bytes, 0);
    if (bytes <= this.#limits.bytes && this.#sessions.size <= this.#limits.sessions) return [];
    const excess: ServerSession[] = [];
    // Rounded up, so that a limit of one does not keep none.
    while (bytes > this.#limits.bytes * TRIM_TO || this.#sessions.size > Math.ceil(this.#limits.sessions * TRIM_TO)) {
      const largest = holders.reduce((a, b) => (isHeavier(b, a) ? b : a));
      const session = largest.sessions.shift();
      if (session === undefined) break;
      const held = session.session.load.outboxBytes;
      largest.bytes -= held;
      bytes -= held;
      this.#sessions.delete(session);
      excess.push(session);
    }
    return excess;
  }

  #byHolder(): Holding[] {
    const holders = new Map<string, Holding>();
    for (const [session, holder] of this.#sessions) {
      const holding = holders.get(holder) ?? { bytes: 0, sessions: [] };
      holding.bytes += session.session.load.outboxBytes;
      holding.sessions.push(session);
      holders.set(holder, holding);
    }
    return [...holders.values()];
  }
}

/** What one holder has detached, its oldest session first. */
interface Holding {
  bytes: number;
  readonly sessions: ServerSession[];
}

/** By bytes, then by sessions: where all outboxes are empty it is the count that is too high. */
function isHeavier(a: Holding, b: Holding): boolean {
  return a.bytes === b.bytes ? a.sessions.length > b.sessions.length : a.bytes > b.bytes;
}
