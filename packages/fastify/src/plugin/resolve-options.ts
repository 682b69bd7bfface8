import type { Broker } from '@trunkline/broker';
import type { AnyContract } from '@trunkline/protocol';
import { DEFAULT_HEARTBEAT, type Heartbeat } from '@trunkline/protocol/wire';
import { type Context, type HubLimits, resolveHubLimits } from '@trunkline/server';
import type { FastifyRequest } from 'fastify';
import { validateOrigins } from '../routes/origin-check.ts';
import { InvalidOptionsError } from './errors.ts';
import type { AuthenticationGiven, TrunklineOptions } from './options.ts';

/** {@link TrunklineOptions} with the defaults, checked. */
export interface ResolvedOptions {
  readonly contract: AnyContract;
  readonly path: string;
  readonly contextOf: (request: FastifyRequest) => Context | Promise<Context>;
  readonly principalOf: (context: Context) => string | null;
  readonly authenticate: ((auth: unknown, given: AuthenticationGiven<Context>) => Context | Promise<Context>) | undefined;
  readonly expiresAt: ((context: Context) => number | Date | undefined) | undefined;
  readonly origins: readonly string[] | 'any' | 'same';
  /** `undefined`: one of the plugin's own. */
  readonly broker: Broker | undefined;
  readonly limits: HubLimits;
  readonly heartbeat: Heartbeat;
  readonly deflate: boolean;
  readonly plain: boolean;
  readonly drainMs: number;
  readonly isChecking: boolean;
}

const DEFAULT_PATH = '/rpc';
const DEFAULT_DRAIN_MS = 10_000;

/** What follows the drain, in ms: a peer that does not answer the close has 5 s, and something is left for other plugins. */
const CLOSING_MS = 5_500;

/** Clients go by nothing shorter (protocol §8). */
const LEAST_HEARTBEAT_MS = 1_000;

const BROKER_METHODS = [
  ...(['publish', 'subscribe', 'read', 'heads', 'values'] as const),
  ...(['setMember', 'removeMember', 'members', 'renewLease', 'close'] as const),
];

const NAMES = new Set([
  ...['contract', 'path', 'context', 'principal', 'authenticate', 'expiresAt', 'origins'],
  ...['broker', 'limits', 'heartbeat', 'deflate', 'plain', 'resume', 'drainMs', 'checkOutput'],
]);

/** What of the app's own options matters. */
export interface ServerConfig {
  readonly http2?: boolean | undefined;
  /** How long closing may take, in ms; 0: for ever. */
  readonly pluginTimeout?: number | undefined;
}

/** Checks options and completes them. @throws {InvalidOptionsError} that says which is wrong and what to do. */
export function resolveOptions(given: TrunklineOptions, server: ServerConfig = {}): ResolvedOptions {
  requireKnown(given);
  if (server.http2 === true) throw wrong('WebSocket over HTTP/2 is not spoken: make the app without http2');
  const { contract, path = DEFAULT_PATH, context, principal, authenticate, expiresAt, broker } = given;
  if (typeof contract !== 'object' || contract?.['~trunkline'] !== 'contract') throw wrong('contract must be what contract({ … }) made');
  if (typeof path !== 'string' || !path.startsWith('/')) throw wrong('path must be a text that begins with /');
  requireFunctions({ context, principal, authenticate, expiresAt });
  const plain = flag('plain', given.plain, true);
  const resume = flag('resume', given.resume, true);
  if (resume && principal === undefined && (context !== undefined || authenticate !== undefined)) {
    throw wrong(
      'principal is needed with context or authenticate, so that nobody resumes the session of another: principal: (context) => context.user.id, or resume: false',
    );
  }
  return {
    contract,
    path,
    contextOf: context ?? (() => ({})),
    principalOf: principal ?? (() => null),
    authenticate,
    expiresAt,
    origins: originsOf(given.origins),
    broker: brokerOf(broker),
    limits: limitsOf(given.limits, resume),
    heartbeat: heartbeatOf(given.heartbeat),
    deflate: flag('deflate', given.deflate, false),
    plain,
    drainMs: drainMsOf(given.drainMs, server.pluginTimeout),
    isChecking: flag('checkOutput', given.checkOutput, process.env.NODE_ENV !== 'production'),
  };
}

/** Fastify gives closing as long as a plugin has to start, and then rejects what is not done: the drain has to fit in. */
function drainMsOf(drainMs: number | undefined, pluginTimeout = 0): number {
  const longest = pluginTimeout === 0 ? Number.POSITIVE_INFINITY : Math.max(0, pluginTimeout - CLOSING_MS);
  if (drainMs === undefined) return Math.min(DEFAULT_DRAIN_MS, longest);
  if (!Number.isSafeInteger(drainMs) || drainMs < 0) throw wrong(`drainMs must be a whole number of at least 0; it is ${String(drainMs)}`);
  if (drainMs <= longest) return drainMs;
  throw wrong(
    `drainMs: ${drainMs} ms and ${CLOSING_MS} ms to close do not fit into Fastify's pluginTimeout of ${pluginTimeout} ms: Fastify({ pluginTimeout: ${drainMs + CLOSING_MS} })`,
  );
}

function requireKnown(given: TrunklineOptions): void {
  if (typeof given !== 'object' || given === null) throw wrong('options are needed: { contract }');
  if ('prefix' in given) throw wrong('prefix is not taken: register it inside of a plugin with that prefix, or give path');
  const unknown = Object.keys(given).filter((name) => !NAMES.has(name));
  if (unknown.length > 0) throw wrong(`there is no option ${unknown.join(', ')}; there are ${[...NAMES].join(', ')}`);
}

function requireFunctions(options: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && typeof value !== 'function') throw wrong(`${name} must be a function`);
  }
}

function flag(name: string, value: boolean | undefined, otherwise: boolean): boolean {
  if (value === undefined || typeof value === 'boolean') return value ?? otherwise;
  throw wrong(`${name} must be true or false`);
}

function originsOf(origins: readonly string[] | 'any' | undefined): ResolvedOptions['origins'] {
  if (origins === undefined) return 'same';
  if (origins === 'any') return origins;
  if (!Array.isArray(origins)) throw wrong("origins must be a list such as ['https://app.example'], or 'any'");
  // Any page can have it, by a frame of its own making: who allows that allows all.
  if (origins.includes('null')) throw wrong("origins: null is the origin of pages that hide theirs; to let everybody in, say 'any'");
  try {
    validateOrigins(origins);
  } catch (error) {
    throw wrong(`origins: ${error instanceof Error ? error.message : String(error)}`);
  }
  return [...origins];
}

function brokerOf(broker: Broker | undefined): Broker | undefined {
  if (broker === undefined) return broker;
  if (typeof broker === 'object' && broker !== null && BROKER_METHODS.every((name) => typeof broker[name] === 'function')) return broker;
  throw wrong('broker must be a broker, for example memoryBroker()');
}

function limitsOf(limits: Partial<HubLimits> | undefined, resume: boolean): HubLimits {
  if (limits !== undefined && (typeof limits !== 'object' || limits === null))
    throw wrong('limits must be an object, such as { callsInFlight: 64 }');
  try {
    return resolveHubLimits(resume ? limits : { ...limits, resumeMs: 0 });
  } catch (error) {
    throw error instanceof RangeError ? wrong(error.message) : error;
  }
}

function heartbeatOf(given: Partial<Heartbeat> | undefined): Heartbeat {
  if (given !== undefined && (typeof given !== 'object' || given === null))
    throw wrong('heartbeat must be an object, such as { intervalMs: 10_000 }');
  const { intervalMs = DEFAULT_HEARTBEAT.intervalMs, timeoutMs = DEFAULT_HEARTBEAT.timeoutMs } = given ?? {};
  const heartbeat = { intervalMs, timeoutMs };
  for (const [name, ms] of Object.entries(heartbeat)) {
    if (Number.isSafeInteger(ms) && ms >= LEAST_HEARTBEAT_MS) continue;
    throw wrong(`heartbeat.${name} must be a whole number of at least ${LEAST_HEARTBEAT_MS}; it is ${String(ms)}`);
  }
  return heartbeat;
}

function wrong(message: string): Error {
  return new InvalidOptionsError(message);
}
