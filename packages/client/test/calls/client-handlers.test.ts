import { systemError } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { ClientHandlers } from '../../src/calls/client-handlers.ts';
import { Bench } from '../support/bench.ts';
import { itemsOf } from '../support/items.ts';

describe('ClientHandlers', () => {
  it('refuses what is no function and what has a handler already, and takes nothing of it then', () => {
    const handlers = new ClientHandlers(() => {});
    const confirm = () => true;
    expect(() => handlers.implement({ confirm, desk: { watch: 5 } })).toThrow(new TypeError('implement: desk.watch must be a function'));
    handlers.implement({ confirm });
    expect(() => handlers.implement({ desk: { watch: confirm }, confirm })).toThrow(
      new TypeError('implement: confirm has a handler already'),
    );
    handlers.implement({ desk: { watch: confirm } });
  });
});

describe('client.implement', () => {
  it('answers what the server calls, by its name', async () => {
    const bench = await Bench.live();
    bench.client.implement({
      confirm: ({ text }) => text === 'Sell?',
      desk: { watch: () => itemsOf([7], undefined) },
    });
    const items: unknown[] = [];
    const outcomes = Promise.all([
      bench.server.callClient('confirm', { text: 'Sell?' }).outcome,
      bench.server.callClient('desk.watch', undefined, items).outcome,
    ]);
    await bench.pass();
    expect([await outcomes, items]).toEqual([
      [
        { ok: true, value: true },
        { ok: true, value: null },
      ],
      [7],
    ]);
  });

  it('says so where nothing is implemented', async () => {
    const bench = await Bench.live();
    const { outcome } = bench.server.callClient('confirm', { text: 'Sell?' });
    await bench.pass();
    expect(await outcome).toEqual({ ok: false, error: systemError('MethodNotFound', 'this client does not implement it') });
  });
});
