import { DEFAULT_HUB_LIMITS } from '@trunkline/server';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { memoryBroker } from '../../src/plugin/memory-broker.ts';
import type { TrunklineOptions } from '../../src/plugin/options.ts';
import { resolveOptions } from '../../src/plugin/resolve-options.ts';
import { captureRequest } from '../support/captured-request.ts';
import { small } from '../support/small-contract.ts';

/** Resolves options as somebody gives them who has no types. */
function resolveUntyped(options: unknown): unknown {
  return Reflect.apply(resolveOptions, undefined, [options]);
}

const saying = (message: string) => expect.objectContaining({ code: 'RPC_ERR_INVALID_OPTIONS', message: `trunkline: ${message}` });

describe('resolveOptions', () => {
  afterEach(() => void vi.unstubAllEnvs());

  it('completes what is left out', async () => {
    const { contextOf, principalOf, ...rest } = resolveOptions({ contract: small });
    expect(rest).toEqual({
      contract: small,
      path: '/rpc',
      authenticate: undefined,
      expiresAt: undefined,
      origins: 'same',
      broker: undefined,
      limits: DEFAULT_HUB_LIMITS,
      heartbeat: { intervalMs: 25_000, timeoutMs: 10_000 },
      deflate: false,
      plain: true,
      drainMs: 10_000,
      isChecking: true,
    });
    expect([await contextOf(await captureRequest()), principalOf({})]).toEqual([{}, null]);
  });

  it('keeps what is given', () => {
    const given = {
      contract: small,
      path: '/live',
      context: () => ({}),
      principal: () => 'ann',
      authenticate: () => ({}),
      expiresAt: () => 5,
      origins: ['https://app.example', 'tauri://localhost'],
      limits: { rooms: 5 },
      heartbeat: { intervalMs: 5_000 },
      deflate: true,
      plain: false,
      drainMs: 0,
      checkOutput: false,
    } satisfies TrunklineOptions;
    const { contextOf, principalOf, ...rest } = resolveOptions(given);
    expect(rest).toEqual({
      contract: small,
      path: '/live',
      authenticate: given.authenticate,
      expiresAt: given.expiresAt,
      origins: ['https://app.example', 'tauri://localhost'],
      broker: undefined,
      limits: { ...DEFAULT_HUB_LIMITS, rooms: 5 },
      heartbeat: { intervalMs: 5_000, timeoutMs: 10_000 },
      deflate: true,
      plain: false,
      drainMs: 0,
      isChecking: false,
    });
    expect([contextOf, principalOf]).toEqual([given.context, given.principal]);
    // What becomes of the list later changes nothing.
    expect(rest.origins).not.toBe(given.origins);
  });

  it('checks what handlers answer, unless it is in production or told', () => {
    vi.stubEnv('NODE_ENV', 'production');
    expect(resolveOptions({ contract: small }).isChecking).toBe(false);
    expect(resolveOptions({ contract: small, checkOutput: true }).isChecking).toBe(true);
  });

  it('keeps no session without a connection where nothing is to be resumed', () => {
    expect(resolveOptions({ contract: small, resume: false }).limits).toEqual({ ...DEFAULT_HUB_LIMITS, resumeMs: 0 });
    expect(resolveOptions({ contract: small, resume: false, limits: { resumeMs: 5_000 } }).limits.resumeMs).toBe(0);
  });

  it('needs a principal with context or authenticate, unless nothing is resumed', () => {
    const message =
      'principal is needed with context or authenticate, so that nobody resumes the session of another: principal: (context) => context.user.id, or resume: false';
    expect(() => resolveOptions({ contract: small, context: () => ({}) })).toThrow(saying(message));
    expect(() => resolveOptions({ contract: small, authenticate: () => ({}) })).toThrow(saying(message));
    expect(resolveOptions({ contract: small, context: () => ({}), resume: false }).plain).toBe(true);
  });

  it('drains no longer than Fastify lets a plugin close', () => {
    const drainMsIn = (pluginTimeout?: number, drainMs?: number) => resolveOptions({ contract: small, drainMs }, { pluginTimeout }).drainMs;
    expect([drainMsIn(), drainMsIn(0), drainMsIn(10_000), drainMsIn(2_000)]).toEqual([10_000, 10_000, 4_500, 0]);
    expect([drainMsIn(0, 60_000), drainMsIn(10_000, 4_500)]).toEqual([60_000, 4_500]);
    const message =
      "drainMs: 4501 ms and 5500 ms to close do not fit into Fastify's pluginTimeout of 10000 ms: Fastify({ pluginTimeout: 10001 })";
    expect(() => drainMsIn(10_000, 4_501)).toThrow(saying(message));
  });

  it('refuses a server of HTTP/2', () => {
    expect(() => resolveOptions({ contract: small }, { http2: true })).toThrow(
      saying('WebSocket over HTTP/2 is not spoken: make the app without http2'),
    );
  });

  it('refuses a broker that lacks a method', () => {
    const broker = memoryBroker();
    expect(resolveOptions({ contract: small, broker }).broker).toBe(broker);
    const lacking = Object.assign(memoryBroker(), { renewLease: undefined });
    expect(() => resolveUntyped({ contract: small, broker: lacking })).toThrow(
      saying('broker must be a broker, for example memoryBroker()'),
    );
  });

  it.each<[unknown, string]>([
    [null, 'options are needed: { contract }'],
    [{ contract: small, prefix: '/v1' }, 'prefix is not taken: register it inside of a plugin with that prefix, or give path'],
    [{ contract: {} }, 'contract must be what contract({ … }) made'],
    [{ contract: small, path: '' }, 'path must be a text that begins with /'],
    [{ contract: small, expiresAt: 1 }, 'expiresAt must be a function'],
    [{ contract: small, plain: 0 }, 'plain must be true or false'],
    [{ contract: small, drainMs: Number.POSITIVE_INFINITY }, 'drainMs must be a whole number of at least 0; it is Infinity'],
    [{ contract: small, origins: 'all' }, "origins must be a list such as ['https://app.example'], or 'any'"],
    [{ contract: small, origins: ['x'] }, 'origins: "x" is no origin: write scheme and host, such as https://app.example'],
    [{ contract: small, origins: ['null'] }, "origins: null is the origin of pages that hide theirs; to let everybody in, say 'any'"],
    [{ contract: small, broker: { publish: () => {} } }, 'broker must be a broker, for example memoryBroker()'],
    [{ contract: small, limits: 'few' }, 'limits must be an object, such as { callsInFlight: 64 }'],
    [{ contract: small, limits: { rooms: 0 } }, 'limits.rooms must be a whole number of at least 1; it is 0'],
  ])('refuses %j', (options, message) => {
    expect(() => resolveUntyped(options)).toThrow(saying(message));
  });
});
