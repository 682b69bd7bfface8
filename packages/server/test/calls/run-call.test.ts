import { bytes, contract, procedure, RpcError, type StandardSchema } from '@trunkline/protocol';
import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { declaredError, jsonCodec, systemError } from '@trunkline/protocol/wire';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Handlers as HandlersFor } from '../../src/calls/call-given.ts';
import { served } from '../support/served.ts';
import { settled } from '../support/session-pair.ts';
import { slowText } from '../support/slow-schema.ts';

const Sum = Type.Object({ a: Type.Number(), b: Type.Number() });
const When = Type.Codec(Type.String())
  .Decode((text) => new Date(text))
  .Encode((date) => date.toISOString());
/** Takes one turn to be checked. */
const Later = z.object({ id: z.string().refine((id) => Promise.resolve(id !== 'bad'), 'is not known') });

const everything = contract({
  procedures: {
    add: procedure({ params: Sum, result: Type.Number() }),
    nothing: procedure({}),
    day: procedure({ params: Type.Object({ when: When }), result: When, errors: { Late: Type.Object({ since: When }), Shut: null } }),
    later: procedure({ params: Later, result: Later, errors: { Odd: Later } }),
    flip: procedure({ params: Type.Object({ bits: bytes() }), result: bytes() }),
    anything: procedure({ result: Type.Unknown() }),
    slow: procedure({ result: slowText, errors: { Odd: slowText } }),
  },
});
const { add, nothing, day, later, flip, anything, slow } = everything.procedures;

type Handlers<P> = HandlersFor<P, { readonly user: string }>;

const slowObject: StandardSchema<object> = {
  '~standard': { version: 1, vendor: 'test', validate: () => Promise.reject(new Error('broken schema')) },
};

/** A handler that a test lets settle. */
function deferred() {
  let resolve: (value: unknown) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<unknown>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

describe.each([jsonCodec, msgpackCodec])('runCall, over $name', (codec) => {
  it('answers a synchronous handler before anything else happens', () => {
    const { pair, router } = served(everything, { codec });
    router.implement(add, ({ a, b }) => a + b);
    const { outcomes } = pair.call('add', { a: 1, b: 2 });
    pair.pump();
    expect(outcomes).toEqual([{ ok: true, value: 3 }]);
  });

  it('answers an asynchronous handler, and with null where there is no result', async () => {
    const { pair, router } = served(everything, { codec });
    router.implement({ add, nothing }, { add: ({ a, b }) => Promise.resolve(a + b), nothing: async () => {} });
    const sum = pair.call('add', { a: 1, b: 2 });
    const none = pair.call('nothing');
    await pair.settle();
    expect([sum.outcomes, none.outcomes]).toEqual([[{ ok: true, value: 3 }], [{ ok: true, value: null }]]);
  });

  it('lets the handler see what the schemas decode, and sends what they encode', async () => {
    const { pair, router } = served(everything, { codec });
    router.implement(
      { day, flip },
      { day: ({ when }) => new Date(when.getTime() + 1_000), flip: ({ bits }) => bits.map((byte) => 255 - byte) },
    );
    const next = pair.call('day', { when: '2026-01-01T00:00:00.000Z' });
    const flipped = pair.call('flip', { bits: Uint8Array.of(0, 1) });
    await pair.settle();
    expect([next.outcomes, flipped.outcomes]).toEqual([
      [{ ok: true, value: '2026-01-01T00:00:01.000Z' }],
      [{ ok: true, value: Uint8Array.of(255, 254) }],
    ]);
  });
});

describe('runCall, of params', () => {
  it('answers bad ones with their issues, and does not run the handler', async () => {
    const { pair, router, scope } = served(everything);
    const ran: unknown[] = [];
    router.implement(
      { add, later },
      {
        add: (params) => ran.push(params),
        later: (params) => {
          ran.push(params);
          return params;
        },
      },
    );
    const { outcomes } = pair.call('add', { a: 'one' });
    const none = pair.call('add');
    const unknown = pair.call('later', { id: 'bad' });
    await pair.settle();
    const refused = (...issues: object[]) => [
      { ok: false, error: new RpcError('InvalidParams', -32602, 'the params are not what the contract says', { issues }) },
    ];
    expect([outcomes, none.outcomes, unknown.outcomes, ran, scope.log.lines]).toEqual([
      refused({ path: '', message: 'must have required properties b' }, { path: '/a', message: 'must be number' }),
      refused({ path: '', message: 'must have required properties a, b' }),
      refused({ path: '/id', message: 'is not known' }),
      [],
      [],
    ]);
  });

  it('tells ten issues at most', () => {
    const many = contract({ procedures: { list: procedure({ params: z.array(z.number()) }) } });
    const { pair, router } = served(many);
    router.implement(many.procedures, { list: () => {} });
    const { outcomes } = pair.call('list', Array(30).fill('x'));
    pair.pump();
    const issues = Array.from({ length: 10 }, (_, index) => ({ path: `/${index}`, message: expect.stringContaining('expected number') }));
    expect(outcomes).toMatchObject([{ ok: false, error: { data: { issues } } }]);
  });

  it('answers and logs a schema that throws as a bug', async () => {
    const broken = Type.Refine(Type.Object({}), () => {
      throw new Error('broken schema');
    });
    const faulty = contract({
      procedures: {
        now: procedure({ params: broken }),
        soon: procedure({ params: slowObject }),
      },
    });
    const { pair, router, scope } = served(faulty);
    router.implement(faulty.procedures, { now: () => {}, soon: () => {} });
    const now = pair.call('now', {});
    const soon = pair.call('soon', {});
    await pair.settle();
    expect([now.outcomes, soon.outcomes]).toMatchObject([
      [{ error: { name: 'Internal', data: { errorId: 'error-1' } } }],
      [{ error: { name: 'Internal', data: { errorId: 'error-2' } } }],
    ]);
    expect(scope.log.lines).toEqual([
      ['error', { err: new Error('broken schema'), errorId: 'error-1', method: 'now' }, 'a handler failed'],
      ['error', { err: new Error('broken schema'), errorId: 'error-2', method: 'soon' }, 'a handler failed'],
    ]);
  });
});

describe('runCall, of results', () => {
  it('waits for schemas that take time, in both directions', async () => {
    const { pair, router } = served(everything);
    router.implement(later, ({ id }) => ({ id: `${id}!` }));
    const { outcomes } = pair.call('later', { id: 'x' });
    await pair.settle();
    expect(outcomes).toEqual([{ ok: true, value: { id: 'x!' } }]);
  });

  /** Handlers whose results are not what the contract says; those that the types would find come from outside. */
  const wrong: Handlers<typeof everything.procedures> = {
    add: () => JSON.parse('"three"'),
    nothing: () => JSON.parse('5'),
    day: () => new Date(Number.NaN),
    later: () => ({ id: 'bad' }),
    flip: () => JSON.parse('[1]'),
    anything: () => new Map(),
    slow: () => 'broken',
  };

  it.each([
    ['is not what the contract says', 'add', { a: 1, b: 2 }, 'the result is not what the contract says: must be number'],
    ['is not what a schema that takes time says', 'later', { id: 'x' }, 'the result is not what the contract says: /id is not known'],
    ['cannot be encoded', 'day', { when: '2026-01-01' }, 'the result is not what the contract says: cannot be encoded'],
    ['is there though the contract has none', 'nothing', undefined, 'the result is not what the contract says: must be left out'],
    ['is no plain data', 'anything', undefined, 'not plain data: value is a Map'],
    ['breaks its schema', 'slow', undefined, 'the schema is broken'],
  ])('answers Internal and logs why when one %s', async (_, method, params, message) => {
    const { pair, router, scope } = served(everything);
    router.implement(everything.procedures, wrong);
    const { outcomes } = pair.call(method, params);
    await pair.settle();
    expect(outcomes).toEqual([{ ok: false, error: new RpcError('Internal', -32603, 'the call failed', { errorId: 'error-1' }) }]);
    expect(scope.log.lines).toEqual([
      ['error', { err: expect.objectContaining({ message }), errorId: 'error-1', method }, 'a handler failed'],
    ]);
    expect(pair.session.session.load.incomingCalls).toBe(0);
  });

  it('logs the issues of one that is not what the contract says', () => {
    const { pair, router, scope } = served(everything);
    router.implement(day, () => new Date(Number.NaN));
    pair.call('day', { when: '2026-01-01T00:00:00.000Z' });
    pair.pump();
    expect(scope.log.lines).toMatchObject([
      ['error', { err: { issues: [{ path: '', message: 'cannot be encoded' }] } }, 'a handler failed'],
    ]);
  });

  it('does not check one where the server does not check, but encodes it', () => {
    const { pair, router, scope } = served(everything);
    scope.isChecking = false;
    router.implement({ add, day }, { add: () => JSON.parse('"three"'), day: ({ when }) => when });
    const sum = pair.call('add', { a: 1, b: 2 });
    const next = pair.call('day', { when: '2026-01-01T00:00:00.000Z' });
    pair.pump();
    expect([sum.outcomes, next.outcomes]).toEqual([[{ ok: true, value: 'three' }], [{ ok: true, value: '2026-01-01T00:00:00.000Z' }]]);
  });

  it('answers TooLarge, and logs nothing, when the caller does not take so much', () => {
    const { pair, router, scope } = served(everything, { clientLimits: { own: { messageBytes: 1_024, credit: 32 } } });
    router.implement(anything, () => 'x'.repeat(2_000));
    const { outcomes } = pair.call('anything');
    pair.pump();
    expect([outcomes, scope.log.lines]).toMatchObject([[{ error: { name: 'TooLarge' } }], []]);
  });
});

describe('runCall, of what a handler throws', () => {
  it('tells declared errors, with their data as the schema encodes them', async () => {
    const { pair, router, scope } = served(everything);
    router.implement(day, ({ when }, call) => {
      throw when.getTime() === 0 ? call.error('Shut') : call.error('Late', { since: when });
    });
    const late = pair.call('day', { when: '2026-01-01T00:00:00.000Z' });
    const shut = pair.call('day', { when: '1970-01-01T00:00:00.000Z' });
    await pair.settle();
    expect([late.outcomes, shut.outcomes, scope.log.lines]).toEqual([
      [{ ok: false, error: declaredError('Late', { since: '2026-01-01T00:00:00.000Z' }) }],
      [{ ok: false, error: declaredError('Shut', undefined) }],
      [],
    ]);
  });

  it('tells an error of the system, thrown at once or later', async () => {
    const { pair, router, scope } = served(everything);
    const forbidden = systemError('Forbidden', 'not yours');
    router.implement(
      { nothing, anything },
      {
        nothing() {
          throw forbidden;
        },
        anything: () => Promise.reject(forbidden),
      },
    );
    const calls = [pair.call('nothing'), pair.call('anything')];
    await pair.settle();
    expect(calls.map(({ outcomes }) => outcomes)).toEqual([[{ ok: false, error: forbidden }], [{ ok: false, error: forbidden }]]);
    expect(scope.log.lines).toEqual([]);
  });

  it('tells nobody but the log of anything else', () => {
    const { pair, router, scope } = served(everything);
    router.implement(nothing, () => {
      throw new Error('password: 1234');
    });
    const { outcomes } = pair.call('nothing');
    pair.pump();
    expect(outcomes).toEqual([{ ok: false, error: new RpcError('Internal', -32603, 'the call failed', { errorId: 'error-1' }) }]);
    expect(scope.log.lines).toEqual([
      ['error', { err: new Error('password: 1234'), errorId: 'error-1', method: 'nothing' }, 'a handler failed'],
    ]);
  });

  it('waits for the schema of a declared error that takes time', async () => {
    const { pair, router } = served(everything);
    router.implement(slow, (_, call) => Promise.reject(call.error('Odd', 'x')));
    const { outcomes } = pair.call('slow');
    await pair.settle();
    expect([outcomes, pair.session.session.load.incomingCalls]).toEqual([[{ ok: false, error: declaredError('Odd', 'x!') }], 0]);
  });
});

describe('runCall, of what a handler gets', () => {
  it('gives it the context of the moment, trace and log of the call, and no this', async () => {
    const { pair, router, scope } = served(everything);
    const got: unknown[] = [];
    router.implement(nothing, async function (this: void, _, call) {
      got.push(this);
      await settled();
      call.log.info({ at: 1 }, 'works');
      got.push(call.context, call.peer, call.traceparent, call.tracestate, call.signal.aborted);
    });
    pair.call('nothing', undefined, { trace: { traceparent: '00-1-2-01', tracestate: 'a=b' } });
    pair.pump();
    scope.context = { user: 'bob' };
    await pair.settle();
    expect(got).toEqual([undefined, { user: 'ann' }, undefined, '00-1-2-01', 'a=b', false]);
    expect(scope.log.lines).toEqual([['info', { method: 'nothing', at: 1 }, 'works']]);
  });

  it('waits for a promise of another making', async () => {
    const { pair, router } = served(everything);
    // Query builders are such: they run when they are awaited.
    const query = Object.fromEntries([['then', (resolve: (value: unknown) => void) => resolve('rows')]]);
    router.implement(anything, () => query);
    const { outcomes } = pair.call('anything');
    await pair.settle();
    expect(outcomes).toEqual([{ ok: true, value: 'rows' }]);
  });
});

describe('runCall, when the call is over first', () => {
  /** A call of `anything` whose handler settles when the test says so. */
  function running() {
    const server = served(everything);
    const handler = deferred();
    const signals: AbortSignal[] = [];
    server.router.implement(anything, (_, call) => {
      signals.push(call.signal);
      return handler.promise;
    });
    const caller = server.pair.call('anything', undefined, { deadline: 1_000 });
    server.pair.pump();
    const told = () => signals.map(({ aborted, reason }) => [aborted, reason?.name]);
    const slots = () => server.pair.session.session.load.incomingCalls;
    return { ...server, handler, caller, told, slots };
  }

  it('aborts the signal on a cancel, and frees the slot only when the handler has settled', async () => {
    const { pair, caller, handler, told, slots, scope } = running();
    caller.call.cancel('enough');
    pair.pump();
    expect([told(), slots()]).toEqual([[[true, 'Cancelled']], 1]);
    handler.resolve(new Map());
    await settled();
    expect([slots(), scope.log.lines]).toEqual([0, []]);
  });

  it('aborts the signal at the deadline', async () => {
    const { pair, handler, told, slots } = running();
    pair.advance(1_000);
    expect([told(), slots()]).toEqual([[[true, 'DeadlineExceeded']], 1]);
    handler.resolve('too late');
    await settled();
    expect(slots()).toBe(0);
  });

  it('aborts the signal when the session ends', async () => {
    const { pair, handler, told, slots } = running();
    pair.table.end(pair.session, 'gone');
    expect([told(), slots()]).toEqual([[[true, 'Closed']], 1]);
    handler.resolve('too late');
    await settled();
    expect(slots()).toBe(0);
  });

  it('tells the log, at debug, what a handler throws then', async () => {
    const { pair, caller, handler, slots, scope } = running();
    caller.call.cancel('enough');
    pair.pump();
    handler.reject(new Error('half done'));
    await settled();
    expect([scope.log.lines, slots()]).toEqual([
      [['debug', { err: new Error('half done'), method: 'anything' }, 'a handler threw after its call was over']],
      0,
    ]);
  });

  it.each([
    ['the reason of the abort', (reason: unknown) => reason],
    ['what a library makes of it', (cause: unknown) => new Error('aborted', { cause })],
  ])('tells nobody of %s', async (_, thrown) => {
    const server = served(everything);
    server.router.implement(
      anything,
      (_params, { signal }) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(thrown(signal.reason)))),
    );
    const { call } = server.pair.call('anything');
    server.pair.pump();
    call.cancel('enough');
    await server.pair.settle();
    expect([server.scope.log.lines, server.pair.session.session.load.incomingCalls]).toEqual([[], 0]);
  });

  it('does not look at what a handler answers then', async () => {
    const { pair, router, scope } = served(everything);
    const handler = deferred();
    router.implement(slow, async () => {
      await handler.promise;
      return 'broken';
    });
    const { call } = pair.call('slow');
    pair.pump();
    call.cancel('enough');
    pair.pump();
    handler.resolve(undefined);
    await settled();
    expect([scope.log.lines, pair.session.session.load.incomingCalls]).toEqual([[], 0]);
  });

  it('does not run the handler when that happens while the params are checked', async () => {
    const { pair, router } = served(everything);
    const ran: unknown[] = [];
    router.implement(later, (params) => {
      ran.push(params);
      return params;
    });
    const { call } = pair.call('later', { id: 'x' });
    call.cancel('enough');
    await pair.settle();
    expect([ran, pair.session.session.load.incomingCalls]).toEqual([[], 0]);
  });

  it('shows an aborted signal to whoever asks for it only then', async () => {
    const { pair, router } = served(everything);
    const handler = deferred();
    const told: unknown[] = [];
    router.implement(anything, async (_, call) => {
      await handler.promise;
      told.push(call.signal.aborted, call.signal.reason.name);
    });
    const { call } = pair.call('anything');
    pair.pump();
    call.cancel('enough');
    pair.pump();
    handler.resolve(undefined);
    await settled();
    expect(told).toEqual([true, 'Cancelled']);
  });
});
