import type { Broker } from '@trunkline/broker';
import type { AnyContract } from '@trunkline/protocol';
import { type Context, type HubLimits, resolveHubLimits } from '@trunkline/server';
import type { FastifyRequest } from 'fastify';
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
  readonly plain: boolean;
  readonly drainMs: number;
  readonly isChecking: boolean;
}

const DEFAULT_PATH = '/rpc';
const DEFAULT_DRAIN_MS = 10_000;

const NAMES = new Set([
  ...['contract', 'path', 'context', 'principal', 'authenticate', 'expiresAt', 'origins'],
  ...['broker', 'limits', 'plain', 'resume', 'drainMs', 'checkOutput'],
]);

/** Checks options and completes them. @throws {InvalidOptionsError} that says which is wrong and what to do. */
export function resolveOptions(given: TrunklineOptions): ResolvedOptions {
  requireKnown(given);
  const { contract, path = DEFAULT_PATH, context, principal, authenticate, expiresAt, broker, drainMs = DEFAULT_DRAIN_MS } = given;
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
  if (!Number.isSafeInteger(drainMs) || drainMs < 0) throw wrong(`drainMs must be a whole number of at least 0; it is ${String(drainMs)}`);
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
    plain,
    drainMs,
    isChecking: flag('checkOutput', given.checkOutput, process.env.NODE_ENV !== 'production'),
  };
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
  const bad = origins.find((origin) => typeof origin !== 'string' || !isOrigin(origin));
  if (bad !== undefined) throw wrong(`origins: ${String(bad)} is no origin; an origin is scheme, host and port: https://app.example:8443`);
  return [...origins];
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

function brokerOf(broker: Broker | undefined): Broker | undefined {
  if (
    broker === undefined ||
    (typeof broker === 'object' && typeof broker?.publish === 'function' && typeof broker.subscribe === 'function')
  ) {
    return broker;
  }
  throw wrong('broker must be a broker, for example memoryBroker()');
}

function limitsOf(limits: Partial<HubLimits> | undefined, resume: boolean): HubLimits {
  try {
    return resolveHubLimits(resume ? limits : { ...limits, resumeMs: 0 });
  } catch (error) {
    throw error instanceof RangeError ? wrong(error.message) : error;
  }
}

function wrong(message: string): Error {
  return new InvalidOptionsError(message);
}
