import type { DetachedLimits, SessionLimits, WaitingLimits } from '@trunkline/protocol/wire';
import type { CallStyle } from './calls/call-plan.ts';
import type { Random } from './kernel/random.ts';
import type { Wire } from './modules.ts';
import type { Kept } from './rooms/world-contract.ts';

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
  'client reads slowly',
  'client stops reading',
  'rights change',
  'server loses store',
  'store lost',
] as const;

export type Fault = (typeof FAULTS)[number];

/**
 * What a world is about: the machines of sessions alone, with an application that does all that calls can do; or whole servers, with rooms.
 * Every other seed is of the same kind.
 */
export type WorldKind = 'sessions' | 'hubs';

export function kindOf(seed: number): WorldKind {
  return seed % 2 === 0 ? 'sessions' : 'hubs';
}

/** What the way from a server to the store is like. */
export interface BrokerStyle {
  /** Mean time one way, in ms. */
  readonly delayMs: number;
  /** How likely a call fails. */
  readonly failures: number;
  /** How likely an event is lost on its way. */
  readonly drops: number;
}

/** What servers with rooms are like. */
export interface HubStyle {
  readonly broker: BrokerStyle;
  readonly kept: Kept;
  readonly sendBudgetBytes: number;
  /** What is on its way to a client without waiting at the server. */
  readonly windowBytes: number;
  readonly slowTimeoutMs: number;
  readonly roomsCatchingUp: number;
  /** Whether a turn ends behind all promises, or in their middle. */
  readonly hasLateTurns: boolean;
  /** Longest that the application takes to decide, or for a snapshot, in ms. */
  readonly decideMs: number;
  /** How likely a snapshot fails. */
  readonly snapshotFailures: number;
  /** How likely a live member is not sent an event that it should get. */
  readonly skips: number;
  /** Most bytes of padding in an event, and in a member's state. */
  readonly eventBytes: number;
  readonly stateBytes: number;
}

/** What published clients are like, and the applications that use them. */
export interface ApplicationStyle {
  /** How likely a client is a published one. */
  readonly share: number;
  readonly callStyle: CallStyle;
  /** Mean time between two changes of mind, in ms. */
  readonly changeEveryMs: number;
  /** Mean time that a slow application takes for one delivery, in ms. */
  readonly paceMs: number;
  /** How likely an application takes a nap behind a delivery. */
  readonly naps: number;
}

/** What one world is like. Each seed switches features on and off, so that rare combinations meet. */
export interface Settings {
  readonly kind: WorldKind;
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
  readonly hub: HubStyle;
  readonly application: ApplicationStyle;
  /** Mean time between two publishes of the servers, in ms; each client publishes half as often. */
  readonly publishEveryMs: number;
  /** Whether clients join right behind a hello, or once it has succeeded. */
  readonly pipelinesJoins: boolean;
  /** Chance that a client dials the server that it was at before. */
  readonly stickiness: number;
}

/** Draws a world. */
export function drawSettings(wire: Wire, kind: WorldKind, random: Random): Settings {
  const defaults = wire.DEFAULT_SESSION_LIMITS;
  const hasHubs = kind === 'hubs';
  const isHeavy = random.chance(0.12) && !hasHubs;
  const outbox = random.pick(['huge', 'default', 'small', 'small'] as const);
  // Events of a size of which a megabyte, which may wait for an application, does not hold many.
  const share = random.fork('published').pick([0, 0.4, 0.4, 1]);
  const isWide = hasHubs && share > 0 && random.fork('wide').chance(0.13);
  const usualBytes = isHeavy ? defaults.own.messageBytes : random.pick(hasHubs ? [2_000, 4_000] : [2_000, 10_000, 60_000]);
  const messageBytes = isWide ? WIDE_BYTES : usualBytes;
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
  const size = {
    clients: random.between(1, 5),
    servers: random.between(1, 3),
    delays: { least: random.between(0, slowness), most: slowness + random.around(slowness) },
    callEveryMs: random.pick(hasHubs ? [100, 500, 3_000] : [20, 100, 500, 3_000]),
  };
  const callStyle = {
    hasStreams: random.chance(0.7) && !hasHubs,
    hasMutations: random.chance(0.8),
    hasDeadlines: random.chance(0.6),
    hasCancels: random.chance(0.6),
    hasFailures: random.chance(0.5) && !hasHubs,
    hasCareless: random.chance(0.3) && !hasHubs,
    workMs: random.pick(hasHubs ? [100, 2_000, 5_000] : [5, 100, 2_000]),
    itemBytes: isHeavy ? 20_000 : random.pick([10, 100, 400]),
    paramsBytes: random.pick([10, 200]),
    tooLargeBytes: messageBytes + 1,
  };
  return {
    kind,
    ...size,
    callStyle,
    hasServerCalls: random.chance(0.5) && !hasHubs,
    limits: { client: drawLimits(), server: drawLimits() },
    hasHugeOutboxes: outbox === 'huge',
    waiting: { calls: random.pick([3, 20, 100]), bytes: random.pick([2_000, 256 << 10]) },
    detached: { ...wire.DEFAULT_DETACHED_LIMITS, sessions: random.chance(0.2) ? 1 : 10_000, keptMs: random.pick([3_000, 60_000, 60_000]) },
    faultEveryMs: random.pick(hasHubs ? [100, 500, 3_000] : [300, 2_000, 10_000]),
    faults: FAULTS.map((fault) => [fault, random.chance(0.5) ? random.next() * WEIGHTS[fault] : 0] as const).filter(
      ([fault]) => hasHubs || !OF_HUBS.has(fault),
    ),
    authMs: random.pick([0, 50, 1_000]),
    refuses: random.chance(0.3) ? 0.1 : 0,
    hasAnonymous: random.chance(0.3),
    relogs: random.chance(0.2) ? 0.2 : 0,
    rooms: hasHubs ? random.between(1, 4) : 0,
    hub: drawHubStyle(messageBytes, isWide, random.fork('hub')),
    application: { share, ...drawApplicationStyle(callStyle, isWide, random.fork('application')) },
    publishEveryMs: random.pick([20, 100, 500]),
    pipelinesJoins: random.chance(0.5),
    stickiness: random.pick([0.3, 1, 1]),
  };
}

function drawApplicationStyle(callStyle: CallStyle, isWide: boolean, random: Random): Omit<ApplicationStyle, 'share'> {
  return {
    callStyle: { ...callStyle, hasStreams: random.chance(0.7), hasFailures: random.chance(0.5) },
    changeEveryMs: random.pick([500, 3_000, 20_000]),
    paceMs: random.pick([5, 100]),
    naps: random.pick(isWide ? [0.1, 0.3] : [0, 0.01, 0.05]),
  };
}

function drawHubStyle(messageBytes: number, isWide: boolean, random: Random): HubStyle {
  return {
    broker: {
      delayMs: random.pick([0, 1, 10, 100]),
      failures: random.chance(0.5) ? random.pick([0.02, 0.2]) : 0,
      drops: random.chance(0.5) ? random.pick([0.02, 0.2]) : 0,
    },
    kept: { events: random.pick([1, 5, 5, 50]), eventsMs: random.pick([10_000, 600_000]), valuesMs: random.pick([20_000, 600_000]) },
    sendBudgetBytes: messageBytes * random.pick([1, 1, 2]),
    windowBytes: random.pick([0, 500, 2_000]) * (isWide ? WIDE_BYTES / 2_000 : 1),
    slowTimeoutMs: random.pick([2_000, 30_000, 30_000]),
    roomsCatchingUp: random.pick([1, 4]),
    hasLateTurns: random.chance(0.5),
    decideMs: random.pick([0, 20, 300]),
    snapshotFailures: random.chance(0.3) ? 0.2 : 0,
    skips: random.chance(0.2) ? 0.1 : 0,
    eventBytes: random.pick(isWide ? [WIDE_BYTES / 4, (WIDE_BYTES * 3) / 4] : [10, 600]),
    stateBytes: random.pick([10, 500, 900]),
  };
}

/** The longest message in worlds of large events. */
const WIDE_BYTES = 400_000;

/** What can only happen where there are hubs. */
const OF_HUBS: ReadonlySet<Fault> = new Set([
  'client reads slowly',
  'client stops reading',
  'rights change',
  'server loses store',
  'store lost',
]);

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
  'client reads slowly': 4,
  'client stops reading': 6,
  'rights change': 2,
  'server loses store': 1.5,
  'store lost': 0.4,
};
