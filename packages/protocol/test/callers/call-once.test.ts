import { describe, expect, it } from 'vitest';
import { callOnce } from '../../src/callers/call-once.ts';
import { jsonCodec } from '../../src/codec/json-codec.ts';
import { msgpackCodec } from '../../src/codec/msgpack-codec.ts';
import { declaredError, RpcError, systemError } from '../../src/envelope/rpc-error.ts';
import { cancelledError } from '../../src/session/outgoing-call.ts';
import { gate } from '../support/gate.ts';
import { itemsOf, lastCall, livePair, planFor, recordedSource, watchedSignal } from '../support/planned.ts';
import { settled } from '../support/settled.ts';

describe.each([jsonCodec, msgpackCodec])('callOnce, in $name', (codec) => {
  it('sends its call at once and resolves with what is made of the result', async () => {
    const { pair, sent } = livePair({ codec });
    const called = callOnce(planFor(pair, { request: { method: 'add' }, readResult: (value) => Promise.resolve({ value }) }));
    expect(sent()).toMatchObject([{ kind: 'request', method: 'add' }]);
    lastCall(pair).respond(5);
    pair.pump();
    expect(await called).toEqual({ value: 5 });
  });

  it('rejects with the error of the callee; a declared one as the plan reads it', async () => {
    const { pair } = livePair({ codec });
    const readError = ({ name, code, message }: RpcError) => new RpcError(name, code, message, 'read');
    const broke = callOnce(planFor(pair, { readError }));
    lastCall(pair).fail(declaredError('Broke', { missing: 200 }));
    const forbidden = callOnce(planFor(pair, { readError }));
    lastCall(pair).fail(systemError('Forbidden', 'not you', { data: 'told' }));
    pair.pump();
    await expect(broke).rejects.toEqual(declaredError('Broke', 'read'));
    await expect(forbidden).rejects.toEqual(systemError('Forbidden', 'not you', { data: 'told' }));
  });

  it('streams its input', async () => {
    const { pair } = livePair({ codec });
    const got: unknown[] = [];
    const called = callOnce(planFor(pair, { input: itemsOf(got, 1, [2]), writeItem: (item) => [item] }));
    const callee = lastCall(pair);
    callee.handler = { onItem: (item) => got.push(item), onInputEnd: (error) => callee.respond(error?.name ?? 'complete') };
    await settled();
    pair.pump();
    expect(await called).toBe('complete');
    expect(got).toEqual(['tidied', [1], [[2]]]);
  });

  it('refuses items: such a procedure is one to stream', async () => {
    const { pair, cable, sent } = livePair({ codec });
    const called = callOnce(planFor(pair));
    const aborts: string[] = [];
    lastCall(pair).handler = { onAbort: ({ name }) => aborts.push(name) };
    pair.atServer[0]?.sendItem('a');
    pair.atServer[0]?.sendItem('b');
    pair.pump();
    await expect(called).rejects.toEqual(systemError('InvalidRequest', 'this procedure streams items: call it through stream'));
    expect(sent().at(-1)).toEqual({ kind: 'cancel', id: 1 });
    expect([aborts, cable.client.isLive]).toEqual([['Cancelled'], true]);
  });
});

describe('callOnce', () => {
  it('rejects with what the plan throws', async () => {
    const { pair } = livePair();
    const error = new TypeError('no plain data');
    const throws = () => {
      throw error;
    };
    await expect(callOnce({ ...planFor(pair), request: throws })).rejects.toBe(error);
    await expect(callOnce(planFor(pair, { begin: throws }))).rejects.toBe(error);
    const called = callOnce(planFor(pair, { readResult: throws }));
    lastCall(pair).respond(1);
    pair.pump();
    await expect(called).rejects.toBe(error);
  });

  it('rejects a call for which there is no room', async () => {
    const { pair } = livePair({ clientLimits: { outgoingCalls: 0 } });
    await expect(callOnce(planFor(pair))).rejects.toMatchObject({ name: 'TooMany' });
  });

  it.each([
    { isQuery: true, error: { name: 'Cancelled', cause: 'enough' } },
    { isQuery: false, error: { name: 'OutcomeUnknown', cause: { name: 'Cancelled', cause: 'enough' } } },
  ])('rejects at once when its signal is aborted; of a query: $isQuery, with $error', async ({ isQuery, error }) => {
    const { pair, sent } = livePair();
    const { controller, signal, listeners } = watchedSignal();
    const called = callOnce(planFor(pair, { request: { isQuery }, signal }));
    pair.pump();
    controller.abort('enough');
    await expect(called).rejects.toMatchObject(error);
    expect([sent().at(-1), listeners()]).toEqual([{ kind: 'cancel', id: 1 }, 0]);
  });

  it('asks for no request where its signal is aborted already, sends nothing, and lets its input go', async () => {
    const { pair, sent } = livePair();
    const log: unknown[] = [];
    const plan = planFor(pair, { input: recordedSource(log), signal: AbortSignal.abort('before') });
    const request = () => {
      log.push('asked for the request');
      return plan.request();
    };
    await expect(callOnce({ ...plan, request })).rejects.toEqual(cancelledError('before'));
    await settled();
    expect([sent(), log]).toEqual([[], ['let go']]);
  });

  it.each(['respond', 'fail'] as const)('leaves nothing at its signal once the callee did %s', async (how) => {
    const { pair } = livePair();
    const { controller, signal, listeners } = watchedSignal();
    const called = callOnce(planFor(pair, { signal }));
    expect(listeners()).toBe(1);
    if (how === 'respond') lastCall(pair).respond('done');
    else lastCall(pair).fail(systemError('Forbidden'));
    pair.pump();
    expect(listeners()).toBe(0);
    controller.abort();
    expect(await called.catch(({ name }) => name)).toBe(how === 'respond' ? 'done' : 'Forbidden');
  });

  it('leaves nothing at its signal when it could not begin', async () => {
    const { signal, listeners } = watchedSignal();
    const { pair } = livePair({ clientLimits: { outgoingCalls: 0 } });
    await expect(callOnce(planFor(pair, { signal }))).rejects.toMatchObject({ name: 'TooMany' });
    expect(listeners()).toBe(0);
  });

  it('lets its input go when the call settles first, also where an item is being made', async () => {
    const { pair } = livePair();
    const log: unknown[] = [];
    const work = gate<string>();
    const { controller, signal } = watchedSignal();
    const called = callOnce(planFor(pair, { input: itemsOf(log, 'a', work.promise), request: { isQuery: true }, signal }));
    await settled();
    controller.abort('enough');
    await expect(called).rejects.toEqual(cancelledError('enough'));
    work.open('b');
    await settled();
    expect(log).toEqual(['tidied']);
  });

  it('lets its input go when the callee answers before its end', async () => {
    const { pair } = livePair({ serverLimits: { own: { messageBytes: 1 << 20, credit: 2 } } });
    const log: unknown[] = [];
    const called = callOnce(planFor(pair, { input: itemsOf(log, 1, 2, 3) }));
    await settled();
    lastCall(pair).respond('enough');
    pair.pump();
    expect(await called).toBe('enough');
    await settled();
    expect(log).toEqual(['tidied']);
  });

  it('sends nothing of an item that is ready only when the call is over', async () => {
    const { pair, cable, sent } = livePair();
    const ready = gate<string>();
    const called = callOnce(planFor(pair, { input: ['a'], writeItem: () => ready.promise }));
    lastCall(pair).respond('enough');
    pair.pump();
    ready.open('late');
    expect(await called).toBe('enough');
    await settled();
    expect(sent()).toHaveLength(1);
    expect(cable.client.isLive).toBe(true);
  });

  it('waits while there is no connection, until its deadline at the latest', async () => {
    const { pair, cable } = livePair();
    pair.cut(cable);
    const [first, second] = [callOnce(planFor(pair, { request: { deadline: 500 } })), callOnce(planFor(pair))];
    pair.advance(500);
    await expect(first).rejects.toMatchObject({ name: 'DeadlineExceeded' });
    pair.live();
    lastCall(pair).respond('late');
    pair.pump();
    expect(await second).toBe('late');
  });
});
