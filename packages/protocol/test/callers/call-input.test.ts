import { describe, expect, it } from 'vitest';
import { CallInput } from '../../src/callers/call-input.ts';
import type { CallPlan } from '../../src/callers/call-plan.ts';
import { OutcomeUnknownError, RpcError, systemError } from '../../src/envelope/rpc-error.ts';
import type { CallRequest } from '../../src/session/outgoing-call.ts';
import { newCall, outgoingCalls } from '../support/outgoing.ts';
import { itemsOf } from '../support/planned.ts';
import { settled } from '../support/settled.ts';

type Source = NonNullable<CallPlan['input']>;

/** A call that is sent with this input, and the envelopes that came of it. */
function inputOf(source: Source, writeItem: (item: unknown) => unknown = (item) => item, request: Partial<CallRequest> = {}) {
  const session = outgoingCalls();
  const input = new CallInput(source, { writeItem });
  const { call } = newCall({ hasInput: true, ...request }, () => input.run());
  input.carriedBy(call);
  session.calls.begin(call, 0);
  return { input, call, sent: () => session.link.envelopes.slice(1) };
}

const end = { kind: 'end', id: 1 };
const item = (value: unknown) => ({ kind: 'item', id: 1, item: value });

/** What a producer throws behind its first item. */
async function* failing(error: unknown) {
  yield await 'a';
  throw error;
}

describe('CallInput', () => {
  it('sends what is made of the items, then the end', async () => {
    const { sent } = inputOf(['a', 'b'], (value) => ({ value }));
    await settled();
    expect(sent()).toEqual([item({ value: 'a' }), item({ value: 'b' }), end]);
  });

  it('keeps the order where making an item takes time', async () => {
    const { sent } = inputOf(['slow', 'b'], (value) => (value === 'slow' ? settled().then(() => value) : value));
    await settled();
    await settled();
    expect(sent()).toEqual([item('slow'), item('b'), end]);
  });

  it('asks for nothing before a call is there and sent', async () => {
    const log: unknown[] = [];
    const input = new CallInput(itemsOf(log, log.push('made')), { writeItem: (value) => value });
    input.run();
    input.carriedBy(newCall({ hasInput: true }).call);
    input.run();
    await settled();
    expect([input.isWritable, log]).toEqual([false, ['made']]);
  });

  it('stands still while the callee takes no more', async () => {
    const { input, call, sent } = inputOf(Array.from({ length: 40 }, (_, index) => index));
    await settled();
    await settled();
    expect([input.isWritable, sent()]).toEqual([false, Array.from({ length: 32 }, (_, index) => item(index))]);
    call.creditReceived(16);
    await settled();
    expect(sent()).toHaveLength(41);
  });

  it.each([
    ['an error of the application', new Error('the disk is full'), systemError('Internal', 'the input failed')],
    ['an error that may cross the wire', systemError('Unavailable', 'later'), systemError('Unavailable', 'later')],
  ])('tells the callee of %s no more than it may know', async (_, error, told) => {
    const { sent } = inputOf(failing(error));
    await settled();
    expect(sent()).toEqual([item('a'), { ...end, error: { code: told.code, message: told.message } }]);
  });

  it.each([
    [
      'throws',
      () => {
        throw systemError('InvalidParams', 'no item', { issues: [] });
      },
    ],
    ['rejects', () => Promise.reject(systemError('InvalidParams', 'no item', { issues: [] }))],
  ])('ends the source, and then the input, by what making an item %s', async (_, writeItem) => {
    const log: unknown[] = [];
    const { sent } = inputOf(itemsOf(log, 'bad', 'more'), writeItem);
    await settled();
    expect(log).toEqual(['tidied']);
    expect(sent()).toEqual([{ ...end, error: { code: -32_602, message: 'no item', data: { issues: [] } } }]);
  });

  it('ends the input by an item that the callee does not take, or that is no plain data', async () => {
    for (const [bad, code] of [['x'.repeat(2 << 20), -32_007] as const, [() => {}, -32_603] as const]) {
      const { sent } = inputOf([bad]);
      await settled();
      expect(sent()).toMatchObject([{ ...end, error: { code } }]);
    }
  });

  it('lets its source go when it is stopped, and sends nothing of it any more', async () => {
    const log: unknown[] = [];
    const { input, sent } = inputOf(itemsOf(log, 'a', new Promise((resolve) => setImmediate(resolve, 'late'))));
    await settled();
    input.stop();
    await new Promise((resolve) => setImmediate(resolve));
    await settled();
    expect([log, sent()]).toEqual([['tidied'], [item('a')]]);
  });

  it('gives what it failed by to the error of the call as its cause', async () => {
    const cause = new Error('the disk is full');
    const { input } = inputOf(failing(cause));
    await settled();
    const error = new RpcError('Internal', -32_603, 'the handler failed', { errorId: 'e1' });
    expect(input.explain(error)).toEqual(new RpcError('Internal', -32_603, 'the handler failed', { errorId: 'e1' }, { cause }));
    expect(input.explain(error).cause).toBe(cause);
  });

  it('leaves an error as it is that has a cause of its own, or where it did not fail', async () => {
    const lost = new OutcomeUnknownError('lost', { cause: 'gone' });
    const { input } = inputOf(failing(new Error('the disk is full')));
    expect(input.explain(lost)).toBe(lost);
    const refused = systemError('Forbidden');
    expect(input.explain(refused)).toBe(refused);
    await settled();
    expect(input.explain(lost)).toBe(lost);
  });
});
