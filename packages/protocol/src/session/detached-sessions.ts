import type { ServerSession } from './server-session.ts';

/** How long, and how many, sessions without a connection are kept. */
export interface DetachedLimits {
  /** In ms; 0: none is kept. */
  readonly keptMs: number;
  /** Of their outboxes and of the input that waits for their handlers, together. */
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
 * Past a limit the holder of most bytes, or of most sessions, loses its oldest first, so that one client cannot push out all others.
 */
export class DetachedSessions {
  readonly #limits: DetachedLimits;
  /** With the address of each, which stands in for the principal of an anonymous one. */
  readonly #sessions = new Map<ServerSession, string>();
  #countAt = Number.POSITIVE_INFINITY;

  constructor(limits: DetachedLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#sessions.size;
  }

  add(session: ServerSession, address: string): void {
    this.#sessions.set(session, address);
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
    const excess = [
      ...trim(holders, ({ bytes }) => bytes, this.#limits.bytes),
      ...trim(holders, ({ sessions }) => sessions.length, this.#limits.sessions),
    ];
    for (const session of excess) this.#sessions.delete(session);
    return excess;
  }

  #byHolder(): Holding[] {
    const holders = new Map<string, Holding>();
    for (const [session, address] of this.#sessions) {
      // Asked for each time, since a session may have changed hands while it was detached.
      const holder = session.principal === null ? `address ${address}` : `principal ${session.principal}`;
      const holding = holders.get(holder) ?? { bytes: 0, sessions: [] };
      holding.bytes += bytesOf(session);
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

/**
 * Where all together weigh more than the limit, takes from the heaviest until enough is gone.
 *
 * Each limit by its own measure: by bytes alone, whoever opens thousands of empty sessions would push out all that hold a byte.
 */
function trim(holders: readonly Holding[], weigh: (holder: Holding) => number, limit: number): ServerSession[] {
  let total = holders.reduce((sum, holder) => sum + weigh(holder), 0);
  if (total <= limit) return [];
  const taken: ServerSession[] = [];
  // Rounded up, so that a limit of one session does not keep none.
  while (total > Math.ceil(limit * TRIM_TO)) {
    const heaviest = holders.reduce((a, b) => (weigh(b) > weigh(a) ? b : a));
    const before = weigh(heaviest);
    const session = heaviest.sessions.shift();
    if (session === undefined) break;
    heaviest.bytes -= bytesOf(session);
    total -= before - weigh(heaviest);
    taken.push(session);
  }
  return taken;
}

function bytesOf({ session }: ServerSession): number {
  const { outboxBytes, unconsumedInputBytes } = session.load;
  return outboxBytes + unconsumedInputBytes;
}
