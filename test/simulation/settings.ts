import type { DetachedLimits, SessionLimits, WaitingLimits } from '@trunkline/protocol/wire';
import type { CallStyle } from './calls/call-plan.ts';
import type { Random } from './kernel/random.ts';
import type { Wire } from './modules.ts';

/** What can go wrong on purpose. */
export const FAULTS = [
  'cut',
  'half-open',
  'redial',
  'stall',
  'client sleeps',
  'server sleeps',
  'server crashes',
  'server drains',
  'server closes',
  'client closes',
  'client vanishes',
  'room revoked',
  'log lost',
] as const;

export type Fault = (typeof FAULTS)[number];

/** What one world is like. Each seed switches features on and off, so that rare combinations meet. */
export interface Settings {
  readonly clients: number;
  readonly servers: number;
  /** How long anything takes from one host to another, in ms. */
  readonly delays: { readonly least: number; readonly most: number };
  /** Mean time between two calls of a client, in ms. */
  readonly callEveryMs: number;
  readonly callStyle: CallStyle;
  /** Whether servers call clients too. */
  readonly hasServerCalls: boolean;
  readonly limits: { readonly client: SessionLimits; readonly server: SessionLimits };
  /** Whether outboxes are so large that no resume ever fails for them. */
  readonly hasHugeOutboxes: boolean;
  readonly waiting: WaitingLimits;
  readonly detached: DetachedLimits;
  readonly faultEveryMs: number;
  readonly faults: readonly (readonly [Fault, number])[];
  /** Longest decision about a hello, in ms. */
  readonly authMs: number;
  /** How likely a hello is refused. */
  readonly refuses: number;
  readonly hasAnonymous: boolean;
  /** How likely a client has logged in as somebody else when it comes back. */
  readonly relogs: number;
  readonly rooms: number;
  /** Newest events that a room's log keeps. */
  readonly retained: number;
  readonly publishEveryMs: number;
  /** Whether clients join right behind a hello, or once it has succeeded. */
  readonly pipelinesJoins: boolean;
  /** Chance that a client dials the server that it was at before. */
  readonly stickiness: number;
}

/** Draws a world. */
export function drawSettings(wire: Wire, random: Random): Settings {
  const defaults = wire.DEFAULT_SESSION_LIMITS;
  const isHeavy = random.chance(0.12);
  const outbox = random.pick(['huge', 'default', 'small', 'small'] as const);
  const messageBytes = isHeavy ? defaults.own.messageBytes : random.pick([2_000, 10_000, 60_000]);
  const outboxes = {
    huge: { bytes: 1 << 30, envelopes: 1e9 },
    default: defaults.outbox,
    small: { bytes: random.between(300, 6_000), envelopes: random.between(2, 40) },
  };
  const drawLimits = (): SessionLimits => ({
    own: { messageBytes, credit: random.pick([1, 2, 5, 32]) },
    outbox: outboxes[outbox],
    incomingCalls: random.pick([3, 20, defaults.incomingCalls, defaults.incomingCalls]),
    outgoingCalls: random.pick([10, 100, defaults.outgoingCalls, defaults.outgoingCalls]),
    unconsumedInputBytes: isHeavy ? defaults.unconsumedInputBytes : random.pick([3_000, 50_000, defaults.unconsumedInputBytes]),
  });
  const slowness = random.pick([3, 20, 100]);
  return {
    clients: random.between(1, 5),
    servers: random.between(1, 3),
    delays: { least: random.between(0, slowness), most: slowness + random.around(slowness) },
    callEveryMs: random.pick([20, 100, 500, 3_000]),
    callStyle: {
      hasStreams: random.chance(0.7),
      hasMutations: random.chance(0.8),
      hasDeadlines: random.chance(0.6),
      hasCancels: random.chance(0.6),
      hasFailures: random.chance(0.5),
      hasCareless: random.chance(0.3),
      workMs: random.pick([5, 100, 2_000]),
      itemBytes: isHeavy ? 20_000 : random.pick([10, 100, 400]),
      paramsBytes: random.pick([10, 200]),
      tooLargeBytes: messageBytes + 1,
    },
    hasServerCalls: random.chance(0.5),
    limits: { client: drawLimits(), server: drawLimits() },
    hasHugeOutboxes: outbox === 'huge',
    waiting: { calls: random.pick([3, 20, 100]), bytes: random.pick([2_000, 256 << 10]) },
    detached: { ...wire.DEFAULT_DETACHED_LIMITS, sessions: random.chance(0.2) ? 1 : 10_000, keptMs: random.pick([3_000, 60_000, 60_000]) },
    faultEveryMs: random.pick([300, 2_000, 10_000]),
    faults: FAULTS.map((fault) => [fault, random.chance(0.5) ? random.next() * WEIGHTS[fault] : 0] as const),
    authMs: random.pick([0, 50, 1_000]),
    refuses: random.chance(0.3) ? 0.1 : 0,
    hasAnonymous: random.chance(0.3),
    relogs: random.chance(0.2) ? 0.2 : 0,
    rooms: random.chance(0.6) ? random.between(1, 3) : 0,
    retained: random.pick([1, 5, 50]),
    publishEveryMs: random.pick([30, 300, 2_000]),
    pipelinesJoins: random.chance(0.5),
    stickiness: random.pick([0.3, 1, 1]),
  };
}

/** What leaves less of the world to go on with is rarer. */
const WEIGHTS: Readonly<Record<Fault, number>> = {
  cut: 6,
  'half-open': 3,
  redial: 4,
  stall: 3,
  'client sleeps': 1.5,
  'server sleeps': 0.7,
  'server crashes': 0.7,
  'server drains': 3,
  'server closes': 2,
  'client closes': 0.1,
  'client vanishes': 0.1,
  'room revoked': 0.7,
  'log lost': 0.3,
};
