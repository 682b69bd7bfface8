import trunkline, { memoryBroker } from '@trunkline/fastify';
import { makeApp } from '@trunkline/test-kit/app';
import type { FastifyInstance, FastifyPluginAsync, FastifyPluginCallback } from 'fastify';
import { describe, expect, it } from 'vitest';
import { registerDemo } from './support/demo-app.ts';
import { demo } from './support/demo-contract.ts';

/** The plugin as somebody sees it who has no types. */
const untyped: FastifyPluginCallback<Readonly<Record<string, unknown>>> = (app, options, done) =>
  Reflect.apply(trunkline, undefined, [app, options, done]);

/** What registering with these options, beside the contract, fails with. */
async function refusalOf(options: Readonly<Record<string, unknown>>): Promise<unknown> {
  const app = makeApp();
  try {
    await app.register(untyped, { contract: demo, ...options });
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? `${String(error.code)} ${error.message}` : error;
  }
}

const principal = () => null;

const REFUSED: readonly (readonly [what: string, options: Readonly<Record<string, unknown>>, says: string])[] = [
  ['no contract', { contract: undefined }, 'contract must be what contract({ … }) made'],
  ['a contract by hand', { contract: { procedures: {}, topics: {} } }, 'contract must be what contract({ … }) made'],
  ['null as the contract', { contract: null }, 'contract must be what contract({ … }) made'],
  ['a path that is no text', { path: 5 }, 'path must be a text that begins with /'],
  ['a path without a slash', { path: 'rpc' }, 'path must be a text that begins with /'],
  ['a prefix', { prefix: '/v1' }, 'prefix is not taken: register it inside of a plugin with that prefix, or give path'],
  ['a context that is no function', { context: {}, principal }, 'context must be a function'],
  ['a principal that is no function', { principal: 'ann' }, 'principal must be a function'],
  ['authenticate that is no function', { authenticate: true, principal }, 'authenticate must be a function'],
  ['expiresAt that is no function', { expiresAt: 5 }, 'expiresAt must be a function'],
  [
    'a context without principal',
    { context: () => ({}) },
    'principal is needed with context or authenticate, so that nobody resumes the session of another: principal: (context) => context.user.id, or resume: false',
  ],
  [
    'authenticate without principal',
    { authenticate: () => ({}) },
    'principal is needed with context or authenticate, so that nobody resumes the session of another: principal: (context) => context.user.id, or resume: false',
  ],
  ['origins that are one text', { origins: 'https://app.example' }, "origins must be a list such as ['https://app.example'], or 'any'"],
  ...['app.example', 'https://app.example/', 'https://app.example/path', 'https://App.example', 'https://app.example:443', 'file://'].map(
    (origin) =>
      [
        `the origin ${origin}`,
        { origins: ['https://ok.example', origin] },
        `origins: ${JSON.stringify(origin)} is no origin: write scheme and host, such as https://app.example`,
      ] as const,
  ),
  ['an origin that is no text', { origins: [5] }, 'origins: 5 is no origin: write scheme and host, such as https://app.example'],
  ['the origin null', { origins: ['null'] }, "origins: null is the origin of pages that hide theirs; to let everybody in, say 'any'"],
  ['a broker that is none', { broker: {} }, 'broker must be a broker, for example memoryBroker()'],
  ['null as the broker', { broker: null }, 'broker must be a broker, for example memoryBroker()'],
  ['limits that are no object', { limits: 5 }, 'limits must be an object, such as { callsInFlight: 64 }'],
  ['null as the limits', { limits: null }, 'limits must be an object, such as { callsInFlight: 64 }'],
  ['a limit that does not exist', { limits: { calls7: 5 } }, 'limits.calls7: there is no such limit'],
  ['a limit that is no number', { limits: { rooms: '5' } }, 'limits.rooms must be a whole number of at least 1; it is 5'],
  ['a limit of zero', { limits: { callsInFlight: 0 } }, 'limits.callsInFlight must be a whole number of at least 1; it is 0'],
  [
    'a limit below what clients take',
    { limits: { messageBytes: 5 } },
    'limits.messageBytes must be a whole number of at least 1024; it is 5',
  ],
  ['a rate that is a number', { limits: { calls: 5 } }, 'limits.calls must be a rate: { perSecond, burst }; it is 5'],
  [
    'a rate without burst',
    { limits: { calls: { perSecond: 5 } } },
    'limits.calls.burst must be a whole number of at least 1; it is undefined',
  ],
  ['a heartbeat that is a number', { heartbeat: 5_000 }, 'heartbeat must be an object, such as { intervalMs: 10_000 }'],
  ['null as the heartbeat', { heartbeat: null }, 'heartbeat must be an object, such as { intervalMs: 10_000 }'],
  [
    'a heartbeat faster than clients go by',
    { heartbeat: { intervalMs: 999 } },
    'heartbeat.intervalMs must be a whole number of at least 1000; it is 999',
  ],
  [
    'a heartbeat that waits for no time',
    { heartbeat: { timeoutMs: '10s' } },
    'heartbeat.timeoutMs must be a whole number of at least 1000; it is 10s',
  ],
  ['deflate that is no flag', { deflate: {} }, 'deflate must be true or false'],
  ['plain that is no flag', { plain: 1 }, 'plain must be true or false'],
  ['resume that is no flag', { resume: 'no' }, 'resume must be true or false'],
  ['checkOutput that is no flag', { checkOutput: null }, 'checkOutput must be true or false'],
  ['a drainMs that is no whole number', { drainMs: 0.5 }, 'drainMs must be a whole number of at least 0; it is 0.5'],
  ['a drainMs below zero', { drainMs: -1 }, 'drainMs must be a whole number of at least 0; it is -1'],
  ['a drainMs that is a text', { drainMs: '10s' }, 'drainMs must be a whole number of at least 0; it is 10s'],
  [
    'an option that does not exist',
    { origin: [], paht: '/x' },
    'there is no option origin, paht; there are contract, path, context, principal, authenticate, expiresAt, origins, broker, limits, heartbeat, deflate, plain, resume, drainMs, checkOutput',
  ],
];

describe('registration', () => {
  it.each(REFUSED)('refuses %s', async (_, options, says) => {
    expect(await refusalOf(options)).toBe(`RPC_ERR_INVALID_OPTIONS trunkline: ${says}`);
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['nothing but the contract', {}],
    ['every option', everyOption()],
    ['every option as undefined', Object.fromEntries(Object.keys(everyOption()).map((name) => [name, undefined]))],
    ['a context without principal where nothing is resumed', { context: () => ({}), resume: false }],
    ['the origin of an app on a phone', { origins: ['capacitor://localhost'] }],
    ['any origin', { origins: 'any' }],
  ])('takes %s', async (_, options) => {
    expect(await refusalOf(options)).toBeUndefined();
  });

  it('is refused a second time in one scope, and in a scope inside of it', async () => {
    const said =
      'RPC_ERR_ALREADY_REGISTERED trunkline is registered already in this scope: register the second one inside of a plugin of its own, beside the first';
    const told = async (register: (app: FastifyInstance) => unknown) => {
      const app = makeApp();
      await registerDemo(app);
      return Promise.resolve(register(app))
        .then(() => app.ready())
        .catch((error: Error & { readonly code: string }) => `${error.code} ${error.message}`);
    };
    expect(await told((app) => app.register(trunkline, { contract: demo, path: '/other' }))).toBe(said);
    const inside: FastifyPluginCallback = (child, _, done) => {
      child.register(trunkline, { contract: demo, path: '/other' });
      done();
    };
    expect(await told((app) => app.register(inside))).toBe(said);
  });

  it('lets two stand beside each other, each in a plugin of its own', async () => {
    const app = makeApp();
    const plugin: FastifyPluginAsync = async (child) => {
      await registerDemo(child);
    };
    app.register(plugin, { prefix: '/a' });
    app.register(plugin, { prefix: '/b' });
    await app.ready();
    const answers = await Promise.all(
      ['/a/rpc', '/b/rpc'].map((url) =>
        app.inject({ method: 'POST', url, payload: { jsonrpc: '2.0', id: 1, method: 'add', params: { a: 1, b: 2 } } }),
      ),
    );
    expect(answers.map((answer) => answer.json())).toEqual([
      { jsonrpc: '2.0', id: 1, result: 3 },
      { jsonrpc: '2.0', id: 1, result: 3 },
    ]);
    expect(app.hasDecorator('rpc')).toBe(false);
  });
});

function everyOption(): Readonly<Record<string, unknown>> {
  return {
    path: '/live',
    context: () => ({}),
    principal,
    authenticate: () => ({}),
    expiresAt: () => undefined,
    origins: ['https://app.example', 'http://localhost:5173'],
    broker: memoryBroker(),
    limits: { callsInFlight: 5 },
    heartbeat: { intervalMs: 10_000, timeoutMs: 5_000 },
    deflate: true,
    plain: false,
    resume: true,
    drainMs: 0,
    checkOutput: true,
  };
}
