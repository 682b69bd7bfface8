/** How often something may happen, as a token bucket: `perSecond` on average, `burst` at once. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** What one server takes and keeps, for each peer unless it says otherwise. docs/limits.md tells what happens past each. */
export interface HubLimits {
  /** Most bytes of one inbound message; past it close 1009. */
  readonly messageBytes: number;
  /** Items that the peer may have out in one stream. */
  readonly credit: number;
  /** Calls whose handlers run; past it `TooMany`. */
  readonly callsInFlight: number;
  /** Bytes of input that handlers have not taken; past it the call gets `TooMany`. */
  readonly unconsumedInputBytes: number;
  /** What waits to be sent before the peer counts as slow; at twice as much it is closed. */
  readonly sendBudgetBytes: number;
  /** How long a slow peer may take nothing at all before it is closed with 4002, in ms. */
  readonly slowTimeoutMs: number;
  /** What is kept of a session until it is acknowledged. */
  readonly outboxBytes: number;
  readonly outboxEnvelopes: number;
  /** Rooms that are joined; past it `TooMany`. */
  readonly rooms: number;
  /** Rooms that are caught up at a time; others wait. */
  readonly roomsCatchingUp: number;
  /** Publishes of one peer that wait; past it `TooMany`. */
  readonly publishesInFlight: number;
  readonly calls: Rate;
  readonly publishes: Rate;
  readonly joins: Rate;
  /** How long a session is kept without a connection, in ms; 0: not at all. */
  readonly resumeMs: number;
  /** Of all detached sessions of this server together. */
  readonly detachedBytes: number;
  readonly detachedSessions: number;
}

/**
 * 50,000 calls and 5,000 publishes a second: no honest client comes near, and one peer cannot take all of a core. 100 joins a second after a
 * burst of 1,000: a page that comes back with all its rooms. 1 MiB to send: a second of a 10 Mbit/s reader. The rest as protocol §10 has it.
 */
export const DEFAULT_HUB_LIMITS: HubLimits = {
  messageBytes: 1 << 20,
  credit: 32,
  callsInFlight: 256,
  unconsumedInputBytes: 4 << 20,
  sendBudgetBytes: 1 << 20,
  slowTimeoutMs: 30_000,
  outboxBytes: 256 << 10,
  outboxEnvelopes: 512,
  rooms: 1_000,
  roomsCatchingUp: 4,
  publishesInFlight: 256,
  calls: { perSecond: 50_000, burst: 50_000 },
  publishes: { perSecond: 5_000, burst: 5_000 },
  joins: { perSecond: 100, burst: 1_000 },
  resumeMs: 60_000,
  detachedBytes: 64 << 20,
  detachedSessions: 10_000,
};

/** Past so many budgets that wait to be sent a peer is closed at once: what is not its own fault is never sent to one above the first. */
export const HARD_LIMIT = 2;

/** Where less than 1 will do, or more is needed. A client refuses a server that says it takes less than 1 KiB (protocol §4). */
const LEAST: Readonly<Record<string, number>> = { resumeMs: 0, messageBytes: 1 << 10 };

/**
 * Completes limits with the defaults. Where they are not given, `sendBudgetBytes` is at least `messageBytes`, and `outboxBytes` at most
 * twice `sendBudgetBytes`.
 *
 * @throws {RangeError} that names the limit which is no whole number, or no rate of such, of at least 1 (`resumeMs`: 0; `messageBytes`: 1,024);
 * and `outboxBytes` of more than that.
 */
export function resolveHubLimits(given: Partial<HubLimits> = {}): HubLimits {
  const limits = { ...DEFAULT_HUB_LIMITS };
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(limits, name)) throw new RangeError(`limits.${name}: there is no such limit`);
    if (value === undefined) continue;
    const isRate = typeof Reflect.get(DEFAULT_HUB_LIMITS, name) === 'object';
    for (const [path, number] of isRate ? numbersOf(`limits.${name}`, value) : [[`limits.${name}`, value] as const]) {
      requireWhole(path, number, LEAST[name] ?? 1);
    }
    Object.assign(limits, { [name]: value });
  }
  // With less a single event could be more than a peer may have waiting, and close it.
  const sendBudgetBytes = given.sendBudgetBytes ?? Math.max(limits.sendBudgetBytes, limits.messageBytes);
  // With more a resume could send so much again that the peer is closed for it, each time it comes back.
  const mostOutboxBytes = HARD_LIMIT * sendBudgetBytes;
  const outboxBytes = given.outboxBytes ?? Math.min(limits.outboxBytes, mostOutboxBytes);
  if (outboxBytes > mostOutboxBytes)
    throw new RangeError(`limits.outboxBytes must be at most twice sendBudgetBytes, ${mostOutboxBytes}; it is ${outboxBytes}`);
  return { ...limits, sendBudgetBytes, outboxBytes };
}

function numbersOf(path: string, rate: unknown): readonly (readonly [path: string, value: unknown])[] {
  if (typeof rate !== 'object' || rate === null)
    throw new RangeError(`${path} must be a rate: { perSecond, burst }; it is ${String(rate)}`);
  return ['perSecond', 'burst'].map((name) => [`${path}.${name}`, Reflect.get(rate, name)]);
}

function requireWhole(path: string, value: unknown, least: number): void {
  if (Number.isSafeInteger(value) && Number(value) >= least) return;
  throw new RangeError(`${path} must be a whole number of at least ${least}; it is ${String(value)}`);
}
