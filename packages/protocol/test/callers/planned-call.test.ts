import { describe, expect, it } from 'vitest';
import { PlannedCall } from '../../src/callers/planned-call.ts';
import { cancelledError } from '../../src/session/outgoing-call.ts';
import { itemsOf, lastCall, livePair, type PlanChanges, planFor, recordedSource } from '../support/planned.ts';
import { settled } from '../support/settled.ts';

/** A call by a plan of this pair's client, and what it told. */
function planned(changes: PlanChanges = {}) {
  const { pair, sent } = livePair();
  const told: unknown[] = [];
  const call = new PlannedCall(planFor(pair, changes), {
    onItem: (item) => told.push({ item }),
    onSettled: (outcome) => told.push(outcome),
  });
  return { pair, sent, told, call };
}

describe('PlannedCall', () => {
  it('makes and sends its request when it begins', () => {
    const { pair, sent, call } = planned({ request: { method: 'place', deadline: 500 } });
    pair.now = 100;
    expect(sent()).toEqual([]);
    call.begin();
    expect(sent()).toMatchObject([{ kind: 'request', method: 'place', meta: { timeoutMs: 400 } }]);
  });

  it('tells of its items and of its end', () => {
    const { pair, call, told } = planned();
    call.begin();
    const callee = lastCall(pair);
    callee.sendItem('a');
    pair.pump();
    call.consumed();
    expect([told, call.isSettled]).toEqual([[{ item: 'a' }], false]);
    callee.respond('done');
    pair.pump();
    expect([told, call.isSettled]).toEqual([[{ item: 'a' }, { ok: true, value: 'done' }], true]);
  });

  it.each(['request', 'begin'] as const)('settles by what %s of its plan throws, and lets its input go', async (part) => {
    const error = new TypeError('no plain data');
    const { pair, sent } = livePair();
    const told: unknown[] = [];
    const log: unknown[] = [];
    const throws = () => {
      throw error;
    };
    const plan = { ...planFor(pair, { input: recordedSource(log) }), [part]: throws };
    const call = new PlannedCall(plan, { onItem() {}, onSettled: (outcome) => told.push(outcome) });
    call.begin();
    call.cancel('late');
    await settled();
    expect([told, sent(), log]).toEqual([[{ ok: false, error }], [], ['let go']]);
  });

  it('is never sent when it is cancelled before it begins; its input is let go', async () => {
    const { pair, sent } = livePair();
    const told: unknown[] = [];
    const log: unknown[] = [];
    const plan = planFor(pair, { input: recordedSource(log) });
    const request = () => {
      log.push('asked for the request');
      return plan.request();
    };
    const call = new PlannedCall({ ...plan, request }, { onItem() {}, onSettled: (outcome) => told.push(outcome) });
    call.cancel('enough');
    call.cancel('again');
    call.consumed();
    call.begin();
    await settled();
    expect([told, sent(), log]).toEqual([[{ ok: false, error: cancelledError('enough') }], [], ['let go']]);
  });

  it('is never sent when it is cancelled while its request is made', () => {
    const { pair, sent } = livePair();
    const plan = planFor(pair);
    const told: unknown[] = [];
    const call = new PlannedCall(
      {
        ...plan,
        request: () => {
          call.cancel('enough');
          return plan.request();
        },
      },
      { onItem() {}, onSettled: (outcome) => told.push(outcome) },
    );
    call.begin();
    expect([told, sent()]).toEqual([[{ ok: false, error: cancelledError('enough') }], []]);
  });

  it('gives up a call that is sent', () => {
    const { call, told, sent } = planned({ request: { isQuery: true } });
    call.begin();
    call.cancel('enough');
    expect(told).toEqual([{ ok: false, error: cancelledError('enough') }]);
    expect(sent().at(-1)).toEqual({ kind: 'cancel', id: 1 });
  });

  it('streams its input, and lets it go when it settles first', async () => {
    const log: unknown[] = [];
    const { pair, call, told } = planned({ input: itemsOf(log, 'a', new Promise(() => {})) });
    const got: unknown[] = [];
    call.begin();
    lastCall(pair).handler = { onItem: (item) => got.push(item) };
    await settled();
    lastCall(pair).respond('enough');
    pair.pump();
    expect([got, told]).toEqual([['a'], [{ ok: true, value: 'enough' }]]);
  });

  it('says by what its input failed, where the call fails', async () => {
    const cause = new Error('the disk is full');
    const { pair, call, told } = planned({ input: itemsOf([], Promise.reject(cause)) });
    call.begin();
    const callee = lastCall(pair);
    callee.handler = { onInputEnd: (error) => error !== undefined && callee.fail(error) };
    await settled();
    pair.pump();
    expect(told).toMatchObject([{ ok: false, error: { name: 'Internal', message: 'the input failed', cause } }]);
  });
});
