import { describe, expect, it } from 'vitest';
import { declaredError, systemError } from '../../src/envelope/rpc-error.ts';
import { incomingCall, incomingCalls } from '../support/incoming.ts';
import { problemOf } from '../support/problem-of.ts';

describe('IncomingCall', () => {
  it('says what is asked, and until when', () => {
    const { came, request } = incomingCalls();
    request(1, 500, 1_000);
    request(3, undefined, 1_000);
    expect(came.map(({ id, method, params, meta, deadline }) => ({ id, method, params, meta, deadline }))).toEqual([
      { id: 1, method: 'm', params: { id: 1 }, meta: { timeoutMs: 500 }, deadline: 1_500 },
      { id: 3, method: 'm', params: { id: 3 }, meta: {}, deadline: Number.POSITIVE_INFINITY },
    ]);
  });

  it.each([
    ['a result', (own: ReturnType<typeof incomingCall>) => own.call.respond([7]), { result: [7] }],
    ['nothing', (own: ReturnType<typeof incomingCall>) => own.call.respond(undefined), { result: null }],
    [
      'an error',
      (own: ReturnType<typeof incomingCall>) => own.call.fail(declaredError('Full', undefined)),
      { error: { code: 1, message: 'Full', data: { name: 'Full' } } },
    ],
  ])('answers with %s, once, and frees its slot', (_, answer, response) => {
    const own = incomingCall();
    answer(own);
    expect([own.call.isAnswered, own.calls.size]).toEqual([true, 0]);
    own.call.respond('again');
    own.call.fail(systemError('Internal'));
    expect(own.link.envelopes).toEqual([{ kind: 'response', id: 1, ...response }]);
    expect(own.calls.size).toBe(0);
  });

  it('stays open when its result is no plain data, to be failed', () => {
    const own = incomingCall();
    expect(() => own.call.respond(() => {})).toThrow(TypeError);
    expect([own.call.isAnswered, own.calls.size]).toEqual([false, 1]);
    own.call.fail(systemError('Internal'));
    expect(own.link.envelopes).toMatchObject([{ kind: 'response', id: 1, error: { code: -32603 } }]);
  });

  it('tells, of a result that is too large for the caller, that', () => {
    const own = incomingCall({}, { messageBytes: 1_024, credit: 1 });
    own.call.respond('x'.repeat(2_000));
    expect(own.link.envelopes).toMatchObject([{ kind: 'response', id: 1, error: { code: -32007 } }]);
    expect([own.call.isAnswered, own.calls.size]).toEqual([true, 0]);
  });

  it('sends items while the caller has room, and is told when it has again (§3)', () => {
    const own = incomingCall({}, { messageBytes: 1 << 20, credit: 2 });
    own.call.sendItem('a');
    expect(own.call.isWritable).toBe(true);
    own.call.sendItem('b');
    expect(own.call.isWritable).toBe(false);
    own.call.creditReceived(1);
    expect([own.call.isWritable, own.told]).toEqual([true, [[1, 'writable']]]);
    expect(own.link.envelopes).toEqual(['a', 'b'].map((item) => ({ kind: 'item', id: 1, item })));
    expect(problemOf(() => own.call.creditReceived(2))).toBe('credit-unowed');
  });

  it('sends no item for which there is no credit: it would be a violation (§3)', () => {
    const { call, link } = incomingCall({}, { messageBytes: 1 << 20, credit: 1 });
    call.sendItem('a');
    expect(() => call.sendItem('b')).toThrow(new RangeError('the output is not writable now'));
    expect(link.envelopes).toEqual([{ kind: 'item', id: 1, item: 'a' }]);
  });

  it('fails with Internal where the data of its error is no plain data, and frees its slot', () => {
    const { call, calls, link } = incomingCall();
    call.fail(declaredError('SoldOut', { at: new Date(0) }));
    expect(link.envelopes).toEqual([{ kind: 'response', id: 1, error: { code: -32603, message: 'Internal' } }]);
    expect([call.isAnswered, calls.size]).toEqual([true, 0]);
  });

  it('counts no item that was refused', () => {
    const own = incomingCall();
    for (const item of ['x'.repeat(2 << 20), () => {}]) expect(() => own.call.sendItem(item)).toThrow();
    expect(problemOf(() => own.call.creditReceived(1))).toBe('credit-unowed');
  });

  it('sends no items behind its answer', () => {
    const own = incomingCall();
    own.call.respond('done');
    own.call.sendItem('late');
    expect([own.call.isWritable, own.link.envelopes.length]).toEqual([false, 1]);
  });

  it('returns credit as the handler takes items, and tells how many bytes wait (§3)', () => {
    const own = incomingCall();
    for (const [index, item] of ['a', 'b', 'c'].entries()) own.calls.item({ kind: 'item', id: 1, item }, 10 + index);
    expect(own.calls.unconsumedBytes).toBe(33);
    own.call.consumed();
    expect([own.calls.unconsumedBytes, own.link.envelopes]).toEqual([23, []]);
    own.call.consumed();
    expect([own.calls.unconsumedBytes, own.link.envelopes]).toEqual([12, [{ kind: 'credit', id: 1, count: 2 }]]);
    own.call.consumed();
    expect(() => own.call.consumed()).toThrow(RangeError);
    expect(own.told).toEqual(['a', 'b', 'c'].map((item) => [1, 'item', item]));
  });

  it('lets the handler take an item in the turn in which it comes', () => {
    const own = incomingCall();
    own.call.handler = { onItem: () => own.call.consumed() };
    for (const item of [1, 2, 3, 4, 5]) own.calls.item({ kind: 'item', id: 1, item }, 10);
    expect(own.calls.unconsumedBytes).toBe(0);
    expect(own.link.envelopes).toEqual([1, 2].map(() => ({ kind: 'credit', id: 1, count: 2 })));
  });

  it('blames the caller for an item without credit or behind the end of its stream (§3)', () => {
    const own = incomingCall({ credit: 1 });
    own.call.itemReceived('a', 1);
    expect(problemOf(() => own.call.itemReceived('b', 1))).toBe('credit-exceeded');
    own.call.inputEnded(undefined);
    own.call.inputEnded(systemError('Unavailable'));
    expect(problemOf(() => own.call.itemReceived('c', 1))).toBe('item-after-end');
    expect(own.told).toEqual([
      [1, 'item', 'a'],
      [1, 'end', undefined],
    ]);
  });

  it('is told that the producer of the input failed', () => {
    const own = incomingCall();
    own.call.inputEnded(systemError('Unavailable'));
    expect(own.told).toEqual([[1, 'end', 'Unavailable']]);
  });

  it('needs no handler that looks at streams', () => {
    const own = incomingCall();
    own.call.handler = {};
    own.call.itemReceived('a', 1);
    own.call.inputEnded(undefined);
    own.call.sendItem('b');
    own.call.creditReceived(1);
    own.calls.cancel(1);
    expect(own.call.isAnswered).toBe(true);
  });

  it('once aborted answers nobody, returns no credit, and holds its slot and input until its handler settles (§3)', () => {
    const own = incomingCall();
    for (const item of ['a', 'b', 'c']) own.calls.item({ kind: 'item', id: 1, item }, 10);
    own.calls.cancel(1);
    expect(own.told.slice(3)).toEqual([[1, 'abort', 'Cancelled']]);
    const said = own.link.envelopes.length;
    own.call.consumed();
    own.call.consumed();
    own.call.sendItem('late');
    expect([own.call.isWritable, own.calls.size, own.calls.unconsumedBytes]).toEqual([false, 1, 10]);
    own.call.respond('late');
    own.call.consumed();
    expect([own.calls.size, own.calls.unconsumedBytes, own.link.envelopes.length]).toEqual([0, 0, said]);
  });
});
