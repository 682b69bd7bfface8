import { contract, procedure, RpcError } from '@trunkline/protocol';
import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { declaredError, jsonCodec, systemError } from '@trunkline/protocol/wire';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { served } from '../support/served.ts';
import { settled } from '../support/session-pair.ts';
import { slowText } from '../support/slow-schema.ts';

const inputs = contract({
  procedures: {
    total: procedure({ input: Type.Number(), result: Type.Number(), errors: { Broke: null } }),
    join: procedure({ input: slowText, result: Type.String() }),
    shout: procedure({ input: Type.String(), item: Type.String(), result: Type.Number() }),
  },
});
const { total, join, shout } = inputs.procedures;

/** A server that adds up, and a caller of it. */
function adding(options: Parameters<typeof served>[1] = {}) {
  const server = served(inputs, options);
  server.router.implement(total, async (_, call) => {
    let sum = 0;
    for await (const item of call.input) sum += item;
    return sum;
  });
  const caller = server.pair.call('total', undefined, { hasInput: true });
  server.pair.pump();
  const load = () => server.pair.session.session.load;
  return { ...server, caller, load };
}

describe.each([jsonCodec, msgpackCodec])('runCall, of an input over $name', (codec) => {
  it('lets the handler read it to its end', async () => {
    const { pair, caller, load } = adding({ codec });
    for (const item of [1, 2, 3]) caller.call.sendItem(item);
    caller.call.endInput();
    await pair.settle();
    expect([caller.outcomes, load()]).toMatchObject([[{ ok: true, value: 6 }], { incomingCalls: 0, unconsumedInputBytes: 0 }]);
  });

  it('carries items both ways at once', async () => {
    const { pair, router } = served(inputs, { codec });
    router.implement(shout, async function* (_, call) {
      let count = 0;
      for await (const text of call.input) {
        count += 1;
        yield text.toUpperCase();
      }
      return count;
    });
    const { call, items, outcomes } = pair.call('shout', undefined, { hasInput: true });
    pair.pump();
    call.sendItem('a');
    await pair.settle();
    expect(items).toEqual(['A']);
    call.sendItem('b');
    call.endInput();
    await pair.settle();
    expect([items, outcomes]).toEqual([['A', 'B'], [{ ok: true, value: 2 }]]);
  });
});

describe('runCall, of an input', () => {
  it('lets the caller send more as the handler takes items, not as they arrive', async () => {
    const { pair, router } = served(inputs, { serverLimits: { own: { messageBytes: 1 << 20, credit: 2 } } });
    let goOn: () => void = () => {};
    router.implement(total, async (_, call) => {
      let sum = 0;
      for await (const item of call.input) {
        sum += item;
        await new Promise<void>((resolve) => {
          goOn = resolve;
        });
      }
      return sum;
    });
    const { call } = pair.call('total', undefined, { hasInput: true });
    pair.pump();
    call.sendItem(1);
    call.sendItem(2);
    await pair.settle();
    // The handler is at the first one.
    expect(call.isWritable).toBe(true);
    call.sendItem(3);
    await pair.settle();
    expect(call.isWritable).toBe(false);
    goOn();
    await pair.settle();
    expect(call.isWritable).toBe(true);
  });

  it('ends it with the issues of an item that is not what the contract says, behind those before it', async () => {
    const { pair, router, scope } = served(inputs);
    const got: unknown[] = [];
    router.implement(total, async (_, call) => {
      for await (const item of call.input) got.push(item);
      return 0;
    });
    const { call, outcomes } = pair.call('total', undefined, { hasInput: true });
    pair.pump();
    for (const item of [1, 'two', 3]) call.sendItem(item);
    await pair.settle();
    const issues = [{ path: '', message: 'must be number' }];
    const error = new RpcError('InvalidParams', -32602, 'an item of the input is not what the contract says', { issues });
    expect([got, outcomes, scope.log.lines]).toEqual([[1], [{ ok: false, error }], []]);
  });

  it('keeps the order of items whose schema takes time, and of its end', async () => {
    const { pair, router } = served(inputs);
    router.implement(join, async (_, call) => {
      const texts: string[] = [];
      for await (const text of call.input) texts.push(text);
      return texts.join(' ');
    });
    const { call, outcomes } = pair.call('join', undefined, { hasInput: true });
    pair.pump();
    for (const item of ['long text', 'b', 'middle']) call.sendItem(item);
    call.endInput();
    await pair.settle();
    expect(outcomes).toEqual([{ ok: true, value: 'long text! b! middle!' }]);
  });

  it('lets the handler see why the caller’s producer failed, and answer all the same', async () => {
    const { pair, router } = served(inputs);
    const seen: unknown[] = [];
    router.implement(total, async (_, call) => {
      try {
        for await (const item of call.input) seen.push(item);
      } catch (error) {
        seen.push(error);
      }
      return 7;
    });
    const { call, outcomes } = pair.call('total', undefined, { hasInput: true });
    pair.pump();
    call.sendItem(1);
    call.endInput(systemError('Unavailable', 'the camera is gone'));
    await pair.settle();
    expect([seen, outcomes]).toEqual([[1, systemError('Unavailable', 'the camera is gone')], [{ ok: true, value: 7 }]]);
  });

  it.each([
    ['itself where it may be told', systemError('Unavailable', 'the camera is gone'), systemError('Unavailable', 'the camera is gone')],
    ['Cancelled for Internal', systemError('Internal', 'broken'), systemError('Cancelled', 'the input of the call failed')],
    ['Cancelled for an error that is not declared', declaredError('Strange', 1), systemError('Cancelled', 'the input of the call failed')],
  ])('answers a handler that lets the producer’s error through with %s, and logs no bug', async (_, failure, told) => {
    const { pair, caller, scope } = adding();
    caller.call.endInput(failure);
    await pair.settle();
    expect([caller.outcomes, scope.log.lines]).toEqual([[{ ok: false, error: told }], []]);
  });

  it('lets a handler that waits for it know that the call is over', async () => {
    const { pair, caller, load, scope } = adding();
    caller.call.sendItem(1);
    await pair.settle();
    caller.call.cancel('enough');
    await pair.settle();
    expect([load(), scope.log.lines]).toMatchObject([{ incomingCalls: 0, unconsumedInputBytes: 0 }, []]);
  });

  it('drops the rest of it when the handler is done', async () => {
    const { pair, router } = served(inputs);
    router.implement(total, async (_, call) => {
      for await (const item of call.input) return item;
      return 0;
    });
    const { call, outcomes } = pair.call('total', undefined, { hasInput: true });
    pair.pump();
    for (const item of [1, 2, 3]) call.sendItem(item);
    await pair.settle();
    expect([outcomes, pair.session.session.load]).toMatchObject([[{ ok: true, value: 1 }], { incomingCalls: 0, unconsumedInputBytes: 0 }]);
  });

  it('keeps what comes in while the params are checked', async () => {
    const slow = contract({ procedures: { upload: procedure({ params: slowParams, input: Type.Number(), result: Type.Number() }) } });
    const { pair, router } = served(slow);
    router.implement(slow.procedures.upload, async (_, call) => {
      let sum = 0;
      for await (const item of call.input) sum += item;
      return sum;
    });
    const { call, outcomes } = pair.call('upload', {}, { hasInput: true });
    for (const item of [1, 2]) call.sendItem(item);
    call.endInput();
    pair.pump();
    await pair.settle();
    expect(outcomes).toEqual([{ ok: true, value: 3 }]);
  });

  it('ignores items of a caller whose procedure takes none', async () => {
    const { pair, router } = served(contract({ procedures: {} }));
    expect(router.missing()).toEqual([]);
    const { call, outcomes } = pair.call('rpc.discover', undefined, { hasInput: true });
    call.sendItem(1);
    await pair.settle();
    await settled();
    expect([outcomes, pair.session.session.load]).toMatchObject([[{ ok: true }], { unconsumedInputBytes: 0 }]);
  });
});

const slowParams = {
  '~standard': { version: 1, vendor: 'test', validate: async (value: unknown) => ({ value: await Promise.resolve(value) }) },
} as const;
