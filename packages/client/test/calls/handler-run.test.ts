import { declaredError, systemError } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { Bench } from '../support/bench.ts';
import { endless, itemsOf } from '../support/items.ts';

type Given = { readonly signal: AbortSignal; readonly input: AsyncIterable<unknown>; error(name: string, data: unknown): Error };

/** A client with a handler, untyped, and the server that calls it. */
async function serving(handler: (params: unknown, given: Given) => unknown) {
  const bench = await Bench.live();
  Reflect.apply(bench.client.implement, bench.client, [{ run: handler, upload: handler }]);
  return bench;
}

describe('HandlerRun', () => {
  it('answers with what the handler returns, now or later; an array is a result', async () => {
    const bench = await serving((params) => (params === undefined ? [1, 2] : Promise.resolve(params)));
    const outcomes = Promise.all([bench.server.callClient('run').outcome, bench.server.callClient('run', { a: 1 }).outcome]);
    await bench.pass();
    expect(await outcomes).toEqual([
      { ok: true, value: [1, 2] },
      { ok: true, value: { a: 1 } },
    ]);
  });

  it('tells the server of errors that are meant for it', async () => {
    const bench = await serving((_, { error }) => {
      throw error('Busy', { until: 5 });
    });
    const { outcome } = bench.server.callClient('run');
    await bench.pass();
    expect([await outcome, bench.platform.reported]).toEqual([{ ok: false, error: declaredError('Busy', { until: 5 }) }, []]);
  });

  it.each([
    ['throws', () => Promise.reject(new Error('secret'))],
    ['returns what cannot be sent', () => new Date(0)],
  ])('keeps to itself, and reports, why a handler failed that %s', async (_, handler) => {
    const bench = await serving(handler);
    const { outcome } = bench.server.callClient('run');
    await bench.pass();
    expect(await outcome).toEqual({ ok: false, error: systemError('Internal', 'the client failed') });
    expect(bench.platform.reported).toEqual([expect.any(Error)]);
  });

  it('streams what is asynchronous, as far as the server takes it, then answers with what it returns', async () => {
    const numbers = Array.from({ length: 100 }, (_, at) => at);
    const bench = await serving(() => itemsOf(numbers, 'all'));
    const items: unknown[] = [];
    const { outcome } = bench.server.callClient('run', undefined, items);
    await bench.pass();
    expect([await outcome, items]).toEqual([{ ok: true, value: 'all' }, numbers]);
  });

  it('aborts the signal and tidies up when the server gives up', async () => {
    const seen: unknown[] = [];
    const bench = await serving((_, { signal }) => {
      signal.addEventListener('abort', () => seen.push(signal.reason.name));
      return endless(1, () => seen.push('tidied'));
    });
    const { call } = bench.server.callClient('run', undefined, []);
    await bench.pass();
    call.cancel('enough');
    await bench.pass();
    expect(seen).toEqual(['Cancelled', 'tidied']);
  });

  it('streams nothing when the handler returns only after it was aborted', async () => {
    const steps: string[] = [];
    let release = () => {};
    const bench = await serving(async () => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return endless(1, () => steps.push('returned'));
    });
    const items: unknown[] = [];
    const { call } = bench.server.callClient('run', undefined, items);
    await bench.pass();
    call.cancel('enough');
    await bench.pass();
    release();
    await bench.pass();
    expect([items, steps, bench.platform.reported]).toEqual([[], ['returned'], []]);
  });

  it('hands over what the server streams, and how that ends', async () => {
    const got: unknown[] = [];
    const bench = await serving(async (_, { input }) => {
      for await (const item of input) got.push(item);
      return 'complete';
    });
    const whole = bench.server.callClient('upload');
    await bench.pass();
    whole.call.sendItem('a');
    whole.call.sendItem('b');
    whole.call.endInput();
    const failed = bench.server.callClient('upload');
    failed.call.endInput(systemError('Unavailable', 'no more'));
    await bench.pass();
    expect([got, await whole.outcome, await failed.outcome]).toEqual([
      ['a', 'b'],
      { ok: true, value: 'complete' },
      { ok: false, error: systemError('Unavailable', 'no more') },
    ]);
  });
});
