import { bytes, contract, procedure } from '@trunkline/protocol';
import { systemError } from '@trunkline/protocol/wire';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { CallSlots } from '../../src/calls/call-slots.ts';
import { dispatchNotification, PlainCalls } from '../../src/calls/plain-calls.ts';
import { Router } from '../../src/calls/router.ts';
import { testScope } from '../support/served.ts';
import { settled } from '../support/session-pair.ts';

const Pair = Type.Object({ minuend: Type.Number(), subtrahend: Type.Number() });
const everything = contract({
  procedures: {
    subtract: procedure({
      params: Type.Union([Pair, Type.Tuple([Type.Number(), Type.Number()])]),
      result: Type.Number(),
      errors: { Odd: Type.Number() },
    }),
    flip: procedure({ params: Type.Object({ bits: bytes() }), result: bytes() }),
    count: procedure({ params: Type.Object({ to: Type.Number() }), item: Type.Number(), result: Type.String() }),
    total: procedure({ input: Type.Number(), item: Type.Number() }),
    wait: procedure({ result: Type.String() }),
    note: procedure({ params: Type.Object({ text: Type.String() }) }),
    file: procedure({ result: Type.Unknown() }),
  },
});

/** A server of plain JSON-RPC, what its handlers did, and those of `wait` that wait. */
function serving() {
  const router = new Router<{ readonly user: string }>(everything);
  const log: unknown[] = [];
  const waiting: { readonly signal: AbortSignal; readonly settle: (value: string) => void }[] = [];
  router.implement(everything.procedures, {
    subtract(params, call) {
      const [minuend, subtrahend] = Array.isArray(params) ? params : [params.minuend, params.subtrahend];
      if (subtrahend === 1) throw call.error('Odd', minuend);
      return minuend - subtrahend;
    },
    flip: ({ bits }) => bits.map((byte) => 255 - byte),
    async *count({ to }) {
      try {
        for (let item = 1; item <= to; item += 1) yield await item;
        return 'done';
      } finally {
        log.push('tidied');
      }
    },
    async *total(_, call) {
      log.push('total');
      yield* call.input;
    },
    wait: (_, { signal }) => new Promise((settle) => waiting.push({ signal, settle })),
    note({ text }, call) {
      log.push([text, call.context, call.peer, call.traceparent]);
    },
    file: () => new Map(),
  });
  const calls = new PlainCalls(router);
  const scope = testScope();
  return { router, scope, log, waiting, answer: (text: string) => calls.answer(text, scope) };
}

const call = (method: string, params?: unknown, id: unknown = 1) => JSON.stringify({ jsonrpc: '2.0', method, params, id });
const failure = (code: number, message: string, data?: unknown, id: unknown = 1) => ({
  jsonrpc: '2.0',
  error: { code, message, ...(data === undefined ? {} : { data }) },
  id,
});

describe('PlainCalls', () => {
  it.each([
    ['params by place', call('subtract', [42, 23]), { jsonrpc: '2.0', result: 19, id: 1 }],
    ['params by name', call('subtract', { subtrahend: 23, minuend: 42 }, 'three'), { jsonrpc: '2.0', result: 19, id: 'three' }],
    ['an id that is null', call('subtract', [42, 23], null), { jsonrpc: '2.0', result: 19, id: null }],
    ['nothing to tell', call('note', { text: 'a' }), { jsonrpc: '2.0', result: null, id: 1 }],
    ['bytes, as base64', call('flip', { bits: 'AAE=' }), { jsonrpc: '2.0', result: '//4=', id: 1 }],
    ['a declared error', call('subtract', [42, 1]), failure(1, 'Odd', { name: 'Odd', data: 42 })],
    ['an unknown method', call('foobar'), failure(-32601, 'there is no method foobar')],
    ['a control request', call('$/hello', {}), failure(-32601, 'there is no method $/hello')],
    [
      'bad params',
      call('flip', { bits: '?' }),
      failure(-32602, 'the params are not what the contract says', { issues: [{ path: '/bits', message: 'must be bytes' }] }),
    ],
    ['bad JSON', '{"jsonrpc":"2.0","method', failure(-32700, 'the text is no JSON', undefined, null)],
    ['an empty batch', '[]', failure(-32600, 'the batch is empty', undefined, null)],
    [
      'a batch of nonsense',
      '[1,2]',
      [failure(-32600, 'a call is an object', undefined, null), failure(-32600, 'a call is an object', undefined, null)],
    ],
    ['a result that is no plain data', call('file'), failure(-32603, 'the call failed', { errorId: 'error-1' })],
  ])('answers %s', async (_, message, expected) => {
    const { answer, scope } = serving();
    const text = await answer(message);
    expect([JSON.parse(text ?? 'null'), scope.slots.size]).toEqual([expected, 0]);
  });

  it('runs notifications, and answers none of them, right or wrong', async () => {
    const { answer, log } = serving();
    const notification = (method: string, params: unknown) => JSON.stringify({ jsonrpc: '2.0', method, params });
    expect([
      await answer(notification('note', { text: 'a' })),
      await answer(notification('note', { text: 1 })),
      await answer(notification('foobar', [])),
      await answer(notification('file', [])),
      await answer(`[${notification('note', { text: 'b' })},${notification('count', { to: 1 })}]`),
      await answer(notification('total', [])),
    ]).toEqual(Array(6).fill(undefined));
    expect(log).toEqual([['a', { user: 'ann' }, undefined, undefined], ['b', { user: 'ann' }, undefined, undefined], 'tidied']);
  });

  it('runs the members of a batch at the same time, and answers them in one', async () => {
    const { answer, waiting } = serving();
    const answered = answer(`[${call('wait', [], 1)},${call('subtract', [3, 2], 2)},{"foo":1},${call('wait', [], 3)}]`);
    await settled();
    expect(waiting).toHaveLength(2);
    for (const [index, { settle }] of waiting.entries()) settle(`waited ${index}`);
    const answers: unknown = JSON.parse((await answered) ?? '');
    expect(answers).toEqual(
      expect.arrayContaining([
        { jsonrpc: '2.0', result: 'waited 0', id: 1 },
        { jsonrpc: '2.0', result: 1, id: 2 },
        failure(-32600, 'jsonrpc is not "2.0"', undefined, null),
        { jsonrpc: '2.0', result: 'waited 1', id: 3 },
      ]),
    );
    expect(answers).toHaveLength(4);
  });

  it('takes no deadline and no trace: plain JSON-RPC has no meta', async () => {
    const { answer, log } = serving();
    await answer('{"jsonrpc":"2.0","id":1,"method":"note","params":{"text":"a"},"meta":{"timeoutMs":1,"traceparent":"p"}}');
    expect(log).toEqual([['a', { user: 'ann' }, undefined, undefined]]);
  });

  it('answers rpc.discover with the OpenRPC document', async () => {
    const text = await serving().answer(call('rpc.discover'));
    expect(JSON.parse(text ?? '')).toMatchObject({ result: { openrpc: '1.3.2', methods: [{ name: 'subtract' }, ...Array(6).fill({})] } });
  });
});

describe('PlainCalls, of streams', () => {
  it('answers items with an array of them', async () => {
    const { answer } = serving();
    expect([await answer(call('count', { to: 3 })), await answer(call('count', { to: 0 }))]).toEqual([
      '{"jsonrpc":"2.0","result":[1,2,3],"id":1}',
      '{"jsonrpc":"2.0","result":[],"id":1}',
    ]);
  });

  it('returns the generator of too many, and says that they need a stream', async () => {
    const { answer, log, scope } = serving();
    const [most, tooMany] = [await answer(call('count', { to: 1_000 })), await answer(call('count', { to: 1e9 }))];
    expect(JSON.parse(most ?? '').result).toHaveLength(1_000);
    expect(JSON.parse(tooMany ?? '')).toMatchObject({ error: { code: -32602, data: { reason: 'stream-required' } } });
    expect([log, scope.slots.size, scope.log.lines]).toEqual([['tidied', 'tidied'], 0, []]);
  });

  it('says so at once of a procedure that takes a stream', async () => {
    const { answer, log } = serving();
    expect(JSON.parse((await answer(call('total'))) ?? '')).toEqual(
      failure(-32602, 'total takes a stream: it needs a session', { reason: 'stream-required' }),
    );
    expect(log).toEqual([]);
  });
});

describe('PlainCalls, of limits', () => {
  it('lets so many handlers of one connection run, and takes more as they settle', async () => {
    const { answer, waiting, scope } = serving();
    scope.slots = new CallSlots(2);
    const first = [answer(call('wait')), answer(call('wait'))];
    await settled();
    expect(JSON.parse((await answer(call('wait'))) ?? '')).toEqual(failure(-32005, 'too many calls are in flight', { retryAfterMs: 100 }));
    for (const { settle } of waiting) settle('');
    await Promise.all(first);
    void answer(call('wait'));
    await settled();
    expect([waiting.length, scope.slots.size]).toEqual([3, 1]);
  });

  it('counts each member of a batch towards the rate, notifications too', async () => {
    const { answer, scope, log } = serving();
    let left = 2;
    scope.takeCall = () => {
      left -= 1;
      return left < 0 ? 30 : 0;
    };
    const notification = '{"jsonrpc":"2.0","method":"note","params":{"text":"a"}}';
    const text = await answer(`[${notification},${call('subtract', [2, 2])},${notification},${call('subtract', [2, 2], 2)}]`);
    expect(JSON.parse(text ?? '')).toEqual([
      { jsonrpc: '2.0', result: 0, id: 1 },
      failure(-32005, 'too many calls at a time', { retryAfterMs: 30 }, 2),
    ]);
    expect(log).toHaveLength(1);
  });

  it('aborts its handlers when the caller goes away, answers nothing, and frees a slot as its handler settles', async () => {
    const { answer, waiting, scope } = serving();
    const answered = answer(`[${call('wait')},${call('wait')}]`);
    await settled();
    scope.slots.abortAll(systemError('Closed', 'the connection is closed'));
    expect([await answered, waiting.map(({ signal }) => signal.reason), scope.slots.size]).toEqual([
      undefined,
      [systemError('Closed', 'the connection is closed'), systemError('Closed', 'the connection is closed')],
      2,
    ]);
    waiting[0]?.settle('too late');
    await settled();
    expect(scope.slots.size).toBe(1);
  });
});

describe('dispatchNotification', () => {
  it('runs a procedure with the params, which hold bytes as they are, and the trace', async () => {
    const { router, scope, log } = serving();
    dispatchNotification(router, { method: 'note', params: { text: 'a' }, meta: { traceparent: 'p' } }, scope);
    dispatchNotification(router, { method: 1, params: { bits: Uint8Array.of(1) } }, scope);
    await settled();
    expect([log, scope.log.lines, scope.slots.size]).toEqual([[['a', { user: 'ann' }, undefined, 'p']], [], 0]);
  });

  it('takes slots, and drops what finds none, what is unknown and what takes a stream', async () => {
    const { router, scope, waiting, log } = serving();
    scope.slots = new CallSlots(2);
    for (const method of ['foobar', 'total', 'wait', 'wait', 'wait']) dispatchNotification(router, { method, params: undefined }, scope);
    await settled();
    expect([waiting.length, scope.slots.size, log]).toEqual([2, 2, []]);
  });

  it('ends a stream that nobody reads', async () => {
    const { router, scope, log } = serving();
    dispatchNotification(router, { method: 'count', params: { to: 1e9 } }, scope);
    for (let turn = 0; turn < 1_000 && scope.slots.size > 0; turn += 1) await settled();
    expect([log, scope.slots.size]).toEqual([['tidied'], 0]);
  });
});
