import { contract, procedure, RpcError } from '@trunkline/protocol';
import { msgpackCodec } from '@trunkline/protocol/msgpack';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { admit } from '../../src/calls/dispatch-call.ts';
import { Router } from '../../src/calls/router.ts';
import { served, testScope } from '../support/served.ts';

const numbers = contract({
  procedures: { one: procedure({ result: Type.Number() }), more: { two: procedure({ result: Type.Number() }) } },
});
const handlers = { one: () => 1, more: { two: () => 2 } };

describe('dispatchCall', () => {
  it('runs calls by name and by index', () => {
    const { pair, router } = served(numbers, { codec: msgpackCodec });
    router.implement(numbers.procedures, handlers);
    const calls = ['one', 'more.two', 0, 1].map((method) => pair.call(method));
    pair.pump();
    expect(calls.flatMap(({ outcomes }) => outcomes)).toMatchObject([{ value: 1 }, { value: 2 }, { value: 1 }, { value: 2 }]);
  });

  it('answers an unknown method with MethodNotFound, which names it, and frees the slot', () => {
    const { pair } = served(numbers, { codec: msgpackCodec });
    const calls = ['tree', 99].map((method) => pair.call(method));
    pair.pump();
    expect(calls.map(({ outcomes }) => outcomes)).toEqual([
      [{ ok: false, error: new RpcError('MethodNotFound', -32601, 'there is no method tree', undefined) }],
      [{ ok: false, error: new RpcError('MethodNotFound', -32601, 'there is no method 99', undefined) }],
    ]);
    expect(pair.session.session.load.incomingCalls).toBe(0);
  });

  it('answers TooMany, with the ms to wait, past the rate of the peer', () => {
    const { pair, router, scope } = served(numbers);
    router.implement(numbers.procedures, handlers);
    const waits = [0, 40];
    scope.takeCall = () => waits.shift() ?? 0;
    const calls = ['one', 'one', 'one'].map((method) => pair.call(method));
    pair.pump();
    expect(calls.flatMap(({ outcomes }) => outcomes)).toEqual([
      { ok: true, value: 1 },
      { ok: false, error: new RpcError('TooMany', -32005, 'too many calls at a time', { retryAfterMs: 40 }) },
      { ok: true, value: 1 },
    ]);
    expect(pair.session.session.load.incomingCalls).toBe(0);
  });
});

describe('admit', () => {
  it('takes from the rate for a method that is not there, too', () => {
    let taken = 0;
    const takeCall = () => {
      taken += 1;
      return 0;
    };
    admit(new Router(numbers), 'tree', testScope({ takeCall }));
    expect(taken).toBe(1);
  });
});
