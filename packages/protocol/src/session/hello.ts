import { EnvelopeError } from '../envelope/envelope-error.ts';
import type { PeerLimits } from '../envelope/limits.ts';
import { readCount, readFlag, readMembers, readText } from '../envelope/member.ts';
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
  const { contract, auth, client, limits, session } = readMembers(value);
  return {
    ...(contract === undefined ? {} : { contract: readText(contract) }),
    ...(auth === undefined ? {} : { auth }),
    ...(client === undefined ? {} : { client: readClient(client) }),
    ...(limits === undefined ? {} : { limits: readLimits(limits) }),
    ...(session === undefined ? {} : { session: readOffer(session) }),
  };
}

/** Reads a hello's result from a server. @throws {EnvelopeError} when it is not well-formed. */
export function readHelloResult(value: unknown): HelloResult {
  const { session, peer, limits, heartbeat, expiresInMs, manifest } = readMembers(value);
  const { token, received, resumed } = readMembers(session);
  const { intervalMs, timeoutMs } = readMembers(heartbeat);
  return {
    session: { token: readText(token), received: readCount(received), resumed: readFlag(resumed) },
    peer: readText(peer),
    limits: readLimits(limits),
    heartbeat: { intervalMs: atLeast(1, intervalMs), timeoutMs: atLeast(1, timeoutMs) },
    ...(expiresInMs === undefined ? {} : { expiresInMs: readCount(expiresInMs) }),
    ...(manifest === undefined ? {} : { manifest }),
  };
}

function readClient(value: unknown) {
  const { name, version } = readMembers(value);
  return { name: readText(name), version: readText(version) };
}

function readLimits(value: unknown): PeerLimits {
  const { messageBytes, credit } = readMembers(value);
  return { messageBytes: atLeast(LEAST_MESSAGE_BYTES, messageBytes), credit: atLeast(1, credit) };
}

function readOffer(value: unknown): ResumeOffer {
  const { token, generation, received } = readMembers(value);
  return { token: readText(token), generation: readCount(generation), received: readCount(received) };
}

function atLeast(least: number, value: unknown): number {
  const count = readCount(value);
  if (count < least) throw new EnvelopeError('bad-member');
  return count;
}
