import { contract, procedure, RpcError } from '@trunkline/protocol';
import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { declaredError, jsonCodec } from '@trunkline/protocol/wire';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { ManualGate } from '../support/manual-gate.ts';
import { served } from '../support/served.ts';
import { settled } from '../support/session-pair.ts';
import { slowText } from '../support/slow-schema.ts';

const streams = contract({
  procedures: {
    count: procedure({ params: Type.Object({ to: Type.Number() }), item: Type.Number(), result: Type.String(), errors: { Odd: null } }),
    slow: procedure({ item: slowText, result: slowText }),
    anything: procedure({ item: Type.Unknown() }),
  },
});
const { count, slow, anything } = streams.procedures;

const internal = (id: string) => new RpcError('Internal', -32603, 'the call failed', { errorId: id });

/** Numbers from 1, and what the generator went through. */
async function* counted(to: number, log: unknown[]) {
  try {
    for (let item = 1; item <= to; item += 1) {
      await undefined;
      log.push(item);
      yield item;
    }
    return 'done';
  } finally {
    await undefined;
    log.push('tidied');
  }
}

/** A server whose `count` writes down what its generator goes through. */
function counting(options: Parameters<typeof served>[1] = {}) {
  const server = served(streams, options);
  const log: unknown[] = [];
  server.router.implement(count, ({ to }) => counted(to, log));
  const slots = () => server.pair.session.session.load.incomingCalls;
  return { ...server, log, slots };
}

const CREDIT_OF_TWO = { clientLimits: { own: { messageBytes: 1 << 20, credit: 2 } } };

describe.each([jsonCodec, msgpackCodec])('runCall, of items over $name', (codec) => {
  it('sends the items of a generator and then its result', async () => {
    const { pair, slots } = counting({ codec });
    const { items, outcomes } = pair.call('count', { to: 3 });
    await pair.settle();
    expect([items, outcomes, slots()]).toEqual([[1, 2, 3], [{ ok: true, value: 'done' }], 0]);
  });

  it('asks for no item that the caller has not granted', async () => {
    const { pair, log } = counting({ codec, ...CREDIT_OF_TWO });
    const { call, items } = pair.call('count', { to: 9 });
    await pair.settle();
    expect([items, log]).toEqual([
      [1, 2],
      [1, 2],
    ]);
    call.consumed();
    await pair.settle();
    expect(log).toEqual([1, 2, 3]);
  });

  it('sends a hundred items to a caller that takes them, in order', async () => {
    const { pair } = counting({ codec });
    const { call, items, outcomes } = pair.call('count', { to: 100 });
    for (let taken = 0; outcomes.length === 0; ) {
      await pair.settle();
      for (; taken < items.length; taken += 1) call.consumed();
    }
    expect(items).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
  });
});

describe('runCall, of items on a congested link', () => {
  function gated() {
    const server = counting();
    const gate = new ManualGate();
    server.scope.outflow = gate;
    return { ...server, gate };
  }

  it('does not begin before the link is open', async () => {
    const { pair, log, gate } = gated();
    gate.isOpen = false;
    const { items } = pair.call('count', { to: 2 });
    await pair.settle();
    expect(log).toEqual([]);
    gate.open();
    await pair.settle();
    expect(items).toEqual([1, 2]);
  });

  it('asks for no item while it is congested, and goes on when it opens', async () => {
    const { pair, log, gate, scope } = gated();
    // Each item fills the link.
    scope.outflow = {
      get isOpen() {
        return gate.isOpen && log.length === 0;
      },
      whenOpen: (run) => gate.whenOpen(run),
    };
    const { items, outcomes } = pair.call('count', { to: 2 });
    await pair.settle();
    expect([items, log, gate.waiting]).toEqual([[1], [1], 1]);
    scope.outflow = gate;
    gate.open();
    await pair.settle();
    expect([items, outcomes]).toEqual([[1, 2], [{ ok: true, value: 'done' }]]);
  });

  it('goes on though credit came while it was congested', async () => {
    const server = served(streams, CREDIT_OF_TWO);
    const gate = new ManualGate();
    const log: unknown[] = [];
    server.scope.outflow = gate;
    server.router.implement(count, ({ to }) => counted(to, log));
    const { call, items } = server.pair.call('count', { to: 4 });
    await server.pair.settle();
    gate.isOpen = false;
    call.consumed();
    call.consumed();
    await server.pair.settle();
    expect(log).toEqual([1, 2]);
    gate.open();
    await server.pair.settle();
    expect(items).toEqual([1, 2, 3, 4]);
  });
});

describe('runCall, of items that nobody waits for any more', () => {
  it('returns the generator on a cancel, and frees the slot only when that has tidied up', async () => {
    const { pair, log, slots, scope } = counting(CREDIT_OF_TWO);
    const { call } = pair.call('count', { to: 9 });
    await pair.settle();
    call.cancel('enough');
    pair.pump();
    expect([log, slots()]).toEqual([[1, 2], 1]);
    await settled();
    expect([log, slots(), scope.log.lines]).toEqual([[1, 2, 'tidied'], 0, []]);
  });

  it('returns the generator at the deadline', async () => {
    const { pair, log, slots } = counting(CREDIT_OF_TWO);
    pair.call('count', { to: 9 }, { deadline: 500 });
    await pair.settle();
    pair.advance(500);
    await settled();
    expect([log, slots()]).toEqual([[1, 2, 'tidied'], 0]);
  });

  it('leaves the generator alone while the session may be resumed, and returns it when that ends', async () => {
    const { pair, log, slots } = counting(CREDIT_OF_TWO);
    pair.call('count', { to: 9 });
    await pair.settle();
    pair.cut();
    await settled();
    expect([log, slots()]).toEqual([[1, 2], 1]);
    pair.advance(60_000);
    await settled();
    expect([log, slots()]).toEqual([[1, 2, 'tidied'], 0]);
  });

  it('goes on where it was when the session is resumed', async () => {
    const { pair, slots } = counting(CREDIT_OF_TWO);
    const { call, items, outcomes } = pair.call('count', { to: 4 });
    await pair.settle();
    pair.cut();
    call.consumed();
    call.consumed();
    pair.connect();
    await pair.settle();
    expect([items, pair.sessions.length]).toEqual([[1, 2, 3, 4], 1]);
    call.consumed();
    await pair.settle();
    expect([outcomes, slots()]).toEqual([[{ ok: true, value: 'done' }], 0]);
  });

  it('returns what a handler answers only then', async () => {
    const { pair, router } = served(streams);
    const log: unknown[] = [];
    let give: (items: AsyncGenerator<number, string>) => void = () => {};
    router.implement(count, () => new Promise<AsyncGenerator<number, string>>((resolve) => (give = resolve)));
    const { call } = pair.call('count', { to: 9 });
    pair.pump();
    call.cancel('enough');
    pair.pump();
    const items = counted(9, log);
    give(items);
    await settled();
    expect([log, await items.next(), pair.session.session.load.incomingCalls]).toEqual([[], { done: true, value: undefined }, 0]);
  });

  it('tells the log, at debug, what the generator throws then', async () => {
    const { pair, router, scope } = served(streams);
    router.implement(count, async function* ({ to }) {
      try {
        yield await Promise.resolve(to);
      } finally {
        await Promise.reject(new Error('cannot tidy'));
      }
      return '';
    });
    const { call } = pair.call('count', { to: 9 });
    await settled();
    call.cancel('enough');
    await pair.settle();
    expect([scope.log.lines, pair.session.session.load.incomingCalls]).toEqual([
      [['debug', { err: new Error('cannot tidy'), method: 'count' }, 'a handler threw after its call was over']],
      0,
    ]);
  });
});

describe('runCall, of items that go wrong', () => {
  it('tells what the generator throws as of any handler', async () => {
    const { pair, router, scope } = served(streams);
    router.implement(count, async function* ({ to }, call) {
      yield await Promise.resolve(to);
      throw to === 1 ? call.error('Odd') : new Error('broken');
    });
    const calls = [pair.call('count', { to: 1 }), pair.call('count', { to: 2 })];
    await pair.settle();
    expect(calls.map(({ items, outcomes }) => [items, outcomes])).toEqual([
      [[1], [{ ok: false, error: declaredError('Odd', undefined) }]],
      [[2], [{ ok: false, error: internal('error-1') }]],
    ]);
    expect(scope.log.lines).toEqual([['error', { err: new Error('broken'), errorId: 'error-1', method: 'count' }, 'a handler failed']]);
  });

  it.each([
    ['not what the contract says', 'count', JSON.parse('"two"'), 'an item is not what the contract says: must be number'],
    ['not what a slow schema says', 'slow', 'bad', 'an item is not what the contract says: is bad'],
    ['no plain data', 'anything', new Map(), 'not plain data: value is a Map'],
  ])('returns the generator, answers Internal and logs why when one is %s', async (_, method, bad, message) => {
    const { pair, router, scope } = served(streams);
    const log: unknown[] = [];
    const handler = async function* () {
      try {
        yield await Promise.resolve(JSON.parse('1'));
        yield bad;
        log.push('asked again');
      } finally {
        log.push('tidied');
      }
      return '';
    };
    router.implement(count, handler);
    router.implement(slow, async function* () {
      yield 'a';
      return yield* handler();
    });
    router.implement(anything, async function* () {
      yield 'a';
      await undefined;
      yield bad;
    });
    const { outcomes } = pair.call(method, method === 'count' ? { to: 1 } : undefined);
    await pair.settle();
    expect([outcomes, scope.log.lines, log]).toEqual([
      [{ ok: false, error: internal('error-1') }],
      [['error', { err: expect.objectContaining({ message }), errorId: 'error-1', method }, 'a handler failed']],
      method === 'anything' ? [] : ['tidied'],
    ]);
  });

  it('answers TooLarge when the caller does not take so large an item', async () => {
    const { pair, router, scope } = served(streams, { clientLimits: { own: { messageBytes: 1_024, credit: 32 } } });
    router.implement(anything, () => asyncOf(['small', 'x'.repeat(2_000)]));
    const { items, outcomes } = pair.call('anything');
    await pair.settle();
    expect([items, outcomes, scope.log.lines]).toMatchObject([['small'], [{ ok: false, error: { name: 'TooLarge' } }], []]);
  });

  it('checks the result behind the items', async () => {
    const { pair, router } = served(streams);
    router.implement(count, async function* ({ to }) {
      yield await Promise.resolve(to);
      return JSON.parse('5');
    });
    const counted = pair.call('count', { to: 1 });
    await pair.settle();
    expect([counted.items, counted.outcomes]).toEqual([[1], [{ ok: false, error: internal('error-1') }]]);
    router.implement(slow, async function* () {
      yield await Promise.resolve('a');
      return 'bad';
    });
    const { items, outcomes } = pair.call('slow');
    await pair.settle();
    expect([items, outcomes]).toEqual([['a!'], [{ ok: false, error: internal('error-2') }]]);
  });

  it('answers Internal when the handler gives nothing that can be iterated', async () => {
    const { pair, router, scope } = served(streams);
    router.implement(anything, () => JSON.parse('5'));
    const { outcomes } = pair.call('anything');
    await pair.settle();
    expect([outcomes, scope.log.lines]).toEqual([
      [{ ok: false, error: internal('error-1') }],
      [
        [
          'error',
          {
            err: new TypeError('a handler of a procedure with items must be an async generator, or return an async iterable'),
            errorId: 'error-1',
            method: 'anything',
          },
          'a handler failed',
        ],
      ],
    ]);
  });
});

describe('runCall, of other items', () => {
  it('keeps the order of items whose schema takes time', async () => {
    const { pair, router } = served(streams);
    router.implement(slow, () => asyncOf(['long text', 'b', 'middle', 'd'], 'x'));
    const { items, outcomes } = pair.call('slow');
    await pair.settle();
    expect([items, outcomes]).toEqual([['long text!', 'b!', 'middle!', 'd!'], [{ ok: true, value: 'x!' }]]);
  });

  it('takes what a promise brings, and what can be iterated at once', async () => {
    const { pair, router } = served(streams);
    router.implement(anything, () => Promise.resolve(asyncOf([1])));
    router.implement(slow, () => JSON.parse('["a"]'));
    const later = pair.call('anything');
    const once = pair.call('slow');
    await pair.settle();
    expect([later.items, later.outcomes, once.items]).toEqual([[1], [{ ok: true, value: null }], ['a!']]);
  });
});

async function* asyncOf<Item, Result>(items: readonly Item[], result?: Result): AsyncGenerator<Item, Result> {
  for (const item of items) yield await Promise.resolve(item);
  return JSON.parse(JSON.stringify(result ?? null));
}
