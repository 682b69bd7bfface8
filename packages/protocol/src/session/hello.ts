import { EnvelopeError } from '../envelope/envelope-error.ts';
import type { PeerLimits } from '../envelope/limits.ts';
import type { Heartbeat } from './liveness.ts';

/** The method of the first envelope of a client (protocol §4). */
export const HELLO = '$/hello';

/**
 * Least that a side may say it takes, in bytes: whatever a session says by itself (an error, a credit, a cancel) fits in it.
 * With less, a peer could make every answer fail that nobody but the session gave.
 */
const LEAST_MESSAGE_BYTES = 1 << 10;

/** What a client asks to resume. */
export interface ResumeOffer {
  readonly token: string;
  /** The client's attempt counter, raised before each attempt. */
  readonly generation: number;
  /** Counted envelopes that the client has. */
  readonly received: number;
}

/** What a client says first. */
export interface HelloParams {
  /** The hash of the manifest that the client has. */
  readonly contract?: string;
  readonly auth?: unknown;
  readonly client?: { readonly name: string; readonly version: string };
  readonly limits?: PeerLimits;
  readonly session?: ResumeOffer;
}

/** What a server answers. */
export interface HelloResult {
  readonly session: {
    readonly token: string;
    /** Counted envelopes of this session that the server has. */
    readonly received: number;
    readonly resumed: boolean;
  };
  /** The public id of this client for the other members of its rooms. */
  readonly peer: string;
  readonly limits: PeerLimits;
  readonly heartbeat: Heartbeat;
  /** After which the credentials expire, in ms. */
  readonly expiresInMs?: number;
  /** Where the client's is another, or none. */
  readonly manifest?: unknown;
}

/** Reads a hello's params from a stranger. @throws {EnvelopeError} when they are not well-formed. */
export function readHelloParams(value: unknown): HelloParams {
  const { contract, auth, client, limits, session } = members(value);
  return {
    ...(contract === undefined ? {} : { contract: text(contract) }),
    ...(auth === undefined ? {} : { auth }),
    ...(client === undefined ? {} : { client: readClient(client) }),
    ...(limits === undefined ? {} : { limits: readLimits(limits) }),
    ...(session === undefined ? {} : { session: readOffer(session) }),
  };
}

/** Reads a hello's result from a server. @throws {EnvelopeError} when it is not well-formed. */
export function readHelloResult(value: unknown): HelloResult {
  const { session, peer, limits, heartbeat, expiresInMs, manifest } = members(value);
  const { token, received, resumed } = members(session);
  const { intervalMs, timeoutMs } = members(heartbeat);
  if (typeof resumed !== 'boolean') throw new EnvelopeError('bad-member');
  return {
    session: { token: text(token), received: whole(received, 0), resumed },
    peer: text(peer),
    limits: readLimits(limits),
    heartbeat: { intervalMs: whole(intervalMs, 1), timeoutMs: whole(timeoutMs, 1) },
    ...(expiresInMs === undefined ? {} : { expiresInMs: whole(expiresInMs, 0) }),
    ...(manifest === undefined ? {} : { manifest }),
  };
}

function readClient(value: unknown) {
  const { name, version } = members(value);
  return { name: text(name), version: text(version) };
}

function readLimits(value: unknown): PeerLimits {
  const { messageBytes, credit } = members(value);
  return { messageBytes: whole(messageBytes, LEAST_MESSAGE_BYTES), credit: whole(credit, 1) };
}

function readOffer(value: unknown): ResumeOffer {
  const { token, generation, received } = members(value);
  return { token: text(token), generation: whole(generation, 0), received: whole(received, 0) };
}

/** The members of an object; those it does not have are `undefined`, those of its prototype too. A list or bytes have none. */
function members(value: unknown): Readonly<Record<string, unknown>> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
  if (!isObject) throw new EnvelopeError('bad-member');
  return { __proto__: null, ...value };
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new EnvelopeError('bad-member');
  return value;
}

function whole(value: unknown, least: number): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least) throw new EnvelopeError('bad-member');
  return value;
}
