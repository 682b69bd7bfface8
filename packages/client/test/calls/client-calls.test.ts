import { declaredError, OutcomeUnknownError, systemError } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { isError } from '../../src/client/exports.ts';
import { Bench } from '../support/bench.ts';

describe('client.call', () => {
  it('sends at once and resolves with the result', async () => {
    const { client, server, pass } = await ready();
    const quoted = client.call.quote({ symbol: 'ACME' });
    await pass();
    expect([server.call.method, server.call.params]).toEqual(['quote', { symbol: 'ACME' }]);
    server.call.respond(42);
    expect(await quoted).toBe(42);
  });

  it('calls procedures of namespaces, and leaves params out', async () => {
    const { client, server, pass } = await ready();
    server.answer = (call) => call.respond(call.params === undefined ? 'none' : call.method);
    const called = Promise.all([client.call.orders.place({ symbol: 'A' }), client.call.ping()]);
    await pass();
    expect(await called).toEqual(['orders.place', 'none']);
  });

  it('rejects with what the server answers, typed by the contract', async () => {
    const { client, server, pass } = await ready();
    server.answer = (call) => call.fail(declaredError('UnknownSymbol', { symbol: 'X' }));
    const quoted = client.call.quote({ symbol: 'X' }).catch((error: unknown) => error);
    await pass();
    const error = await quoted;
    expect(isError(error, client.call.quote, 'UnknownSymbol') && error.data.symbol).toBe('X');
  });

  it('cancels by a signal, which reaches the server', async () => {
    const { client, server, pass } = await ready();
    const abort = new AbortController();
    const [quoted, paid] = [
      client.call.quote({ symbol: 'A' }, { signal: abort.signal }),
      client.call.pay({ amount: 1 }, { signal: abort.signal }),
    ];
    await pass();
    const aborts: string[] = [];
    for (const call of server.calls) call.handler = { onAbort: ({ name }) => aborts.push(name) };
    abort.abort('enough');
    await expect(quoted).rejects.toEqual(systemError('Cancelled', 'the call was cancelled', undefined, { cause: 'enough' }));
    await expect(paid).rejects.toMatchObject({ name: 'OutcomeUnknown', cause: { name: 'Cancelled' } });
    await pass();
    expect(aborts).toEqual(['Cancelled', 'Cancelled']);
  });

  it('ends at its timeout, which reaches the server', async () => {
    const { client, server, pass } = await ready();
    const quoted = client.call.quote({ symbol: 'A' }, { timeoutMs: 500 }).catch((error: unknown) => error);
    await pass();
    expect(server.call.meta.timeoutMs).toBe(500);
    await pass(500);
    expect(await quoted).toEqual(systemError('DeadlineExceeded', 'the deadline of the call passed'));
  });

  it('streams its input', async () => {
    const { client, server, pass } = await ready();
    const got: unknown[] = [];
    server.answer = (call) => {
      call.handler = { onItem: (item) => got.push(item), onInputEnd: () => call.respond(got.length) };
    };
    const summed = client.call.sum(undefined, { input: [1, 2, 3] });
    await pass();
    expect([await summed, got]).toEqual([3, [1, 2, 3]]);
  });

  it('rejects for misuse, and sends nothing', async () => {
    const { client, server } = await ready();
    const call = (...args: unknown[]): Promise<unknown> => Reflect.apply(client.call.sum, undefined, args);
    await expect(call(undefined)).rejects.toEqual(new TypeError('sum: takes a stream; give its items as the option input'));
    await expect(client.call.quote({ symbol: 'A' }, { timeoutMs: 0 })).rejects.toBeInstanceOf(RangeError);
    await expect(Reflect.apply(client.call.pay, undefined, [{}, { input: [] }])).rejects.toEqual(new TypeError('pay: takes no input'));
    await expect(Reflect.apply(client.call.pay, undefined, [new Date(0)])).rejects.toBeInstanceOf(TypeError);
    expect(server.calls).toEqual([]);
  });
});

describe('client.stream', () => {
  it('starts when it is consumed, and gives items and then the result', async () => {
    const { client, server, pass } = await ready();
    server.answer = (call) => {
      call.sendItem(1);
      call.sendItem(2);
      call.respond('done');
    };
    const stream = client.stream.count({ to: 2 });
    await pass();
    expect(server.calls).toEqual([]);
    const items: number[] = [];
    const read = (async () => {
      for await (const item of stream) items.push(item);
      return await stream.result();
    })();
    await pass();
    expect([await read, items]).toEqual(['done', [1, 2]]);
  });

  it('cancels when its loop is left', async () => {
    const { client, server, pass } = await ready();
    const aborts: string[] = [];
    server.answer = (call) => {
      call.handler = { onAbort: ({ name }) => aborts.push(name) };
      call.sendItem(1);
    };
    const read = (async () => {
      for await (const item of client.stream.count({ to: 9 })) return item;
      return undefined;
    })();
    await pass();
    expect([await read, aborts]).toEqual([1, ['Cancelled']]);
  });

  it('survives a drop in the middle, without a hole', async () => {
    const bench = await ready();
    const { client, server } = bench;
    const items: number[] = [];
    const read = (async () => {
      for await (const item of client.stream.count({ to: 3 })) items.push(item);
    })();
    await bench.pass();
    server.call.sendItem(1);
    await bench.pass();
    bench.platform.transport.cut();
    server.call.sendItem(2);
    await bench.pass(1_000);
    server.call.sendItem(3);
    server.call.respond('done');
    await bench.pass();
    await read;
    expect([items, server.calls.length]).toEqual([[1, 2, 3], 1]);
  });
});

describe('client.safe', () => {
  it('answers with an outcome, and never rejects for an RpcError', async () => {
    const { client, server, pass } = await ready();
    server.answer = (call) => (call.method === 'quote' ? call.respond(1) : call.fail(systemError('Forbidden')));
    const outcomes = Promise.all([client.safe.quote({ symbol: 'A' }), client.safe.pay({ amount: 1 })]);
    await pass();
    expect(await outcomes).toEqual([
      { ok: true, value: 1 },
      { ok: false, error: systemError('Forbidden') },
    ]);
  });

  it('tells that the outcome of a call is not known', async () => {
    const { client, server, pass } = await ready();
    const paid = client.safe.pay({ amount: 1 });
    await pass();
    server.close(4500, 'over');
    await pass();
    expect(await paid).toEqual({ ok: false, error: new OutcomeUnknownError('the session was lost before the answer came') });
  });

  it('rejects for misuse, which is a bug', async () => {
    const { client } = await ready();
    await expect(Reflect.apply(client.safe.quote, undefined, [{}, 5])).rejects.toBeInstanceOf(TypeError);
  });
});

async function ready() {
  const bench = await Bench.live();
  return { client: bench.client, server: bench.server, platform: bench.platform, pass: (ms?: number) => bench.pass(ms) };
}
