import { describe, expect, it } from 'vitest';
import { jsonCodec } from '../../src/codec/json-codec.ts';
import { systemError } from '../../src/envelope/rpc-error.ts';
import type { CallRequest } from '../../src/session/outgoing-call.ts';
import { briefly, newCall, outgoingCalls, type Told } from '../support/outgoing.ts';

/** A call that is sent as the first of its session. */
function sentCall(request: Partial<CallRequest> = {}, onTold?: (what: Told) => void) {
  const session = outgoingCalls();
  const side = newCall(request, onTold);
  session.calls.begin(side.call, 0);
  return { ...session, ...side, sent: () => session.link.envelopes.slice(1) };
}

describe('OutgoingCall', () => {
  it('waits without an id until a session carries it', () => {
    const { call, told } = newCall({ deadline: 500 });
    expect([call.id, call.isSettled, call.isWritable, call.deadline]).toEqual([0, false, false, 500]);
    expect(() => call.sendItem('too early')).toThrow(new RangeError('the input is not writable now'));
    call.consumed();
    expect(told).toEqual([]);
    expect(sentCall().call.id).toBe(1);
  });

  it.each([
    ['succeeds', (own: ReturnType<typeof sentCall>) => own.call.succeed('done'), { ok: true, value: 'done' }],
    ['fails', (own: ReturnType<typeof sentCall>) => own.call.fail(systemError('Forbidden')), 'Forbidden'],
    ['is given up', (own: ReturnType<typeof sentCall>) => own.call.cancel(''), 'OutcomeUnknown'],
    ['expires', (own: ReturnType<typeof sentCall>) => own.call.expire(), 'OutcomeUnknown'],
    ['loses its session', (own: ReturnType<typeof sentCall>) => own.call.sessionLost(''), 'OutcomeUnknown'],
  ])('that %s is settled once and for all', (_, settle, outcome) => {
    const own = sentCall({ hasInput: true });
    settle(own);
    const { call } = own;
    expect([call.isSettled, call.isWritable]).toEqual([true, false]);
    const before = own.sent().length;
    call.succeed(1);
    call.fail(systemError('Internal'));
    call.cancel('');
    call.expire();
    call.sendItem(1);
    call.endInput();
    call.consumed();
    expect(call.sessionLost('')).toBe(false);
    expect(briefly(own.told)).toEqual(['writable', outcome]);
    expect(own.sent()).toHaveLength(before);
  });

  it('sends no item for which there is no credit, or behind the end: it would be a violation (§3)', () => {
    const { call, sent } = sentCall({ hasInput: true });
    while (call.isWritable) call.sendItem('x');
    const before = sent().length;
    expect(() => call.sendItem('one too many')).toThrow(new RangeError('the input is not writable now'));
    call.creditReceived(1);
    call.endInput();
    expect(() => call.sendItem('behind the end')).toThrow(RangeError);
    expect(sent()).toHaveLength(before + 1);
  });

  it.each([
    { isQuery: false, isSent: false, how: 'cancel', outcome: { name: 'Cancelled', cause: 'enough' } },
    { isQuery: true, isSent: true, how: 'cancel', outcome: { name: 'Cancelled', cause: 'enough' } },
    { isQuery: false, isSent: true, how: 'cancel', outcome: { name: 'OutcomeUnknown', cause: { name: 'Cancelled', cause: 'enough' } } },
    { isQuery: false, isSent: false, how: 'expire', outcome: { name: 'DeadlineExceeded' } },
    { isQuery: true, isSent: true, how: 'expire', outcome: { name: 'DeadlineExceeded' } },
    { isQuery: false, isSent: true, how: 'expire', outcome: { name: 'OutcomeUnknown', cause: { name: 'DeadlineExceeded' } } },
  ] as const)('of a query: $isQuery, sent: $isSent, by $how rejects with $outcome (§3)', ({ isQuery, isSent, how, outcome }) => {
    const { call, told, sent } = isSent ? sentCall({ isQuery }) : { ...newCall({ isQuery }), sent: () => [] };
    call[how]('enough');
    expect(told).toMatchObject([{ ok: false, error: outcome }]);
    expect(sent()).toEqual(isSent ? [{ kind: 'cancel', id: 1 }] : []);
  });

  it.each([
    { request: { deadline: 10 }, outcome: { name: 'OutcomeUnknown', cause: { name: 'DeadlineExceeded', message: 'late' } } },
    { request: { deadline: 10, isQuery: true }, outcome: { name: 'DeadlineExceeded', message: 'late' } },
    // It gave no deadline, so its callee speaks of something else.
    { request: {}, outcome: { name: 'DeadlineExceeded', message: 'late' } },
  ])('of $request rejects with $outcome where its callee answers first that the time passed (§3)', ({ request, outcome }) => {
    const { call, told, sent } = sentCall(request);
    call.failedByCallee(systemError('DeadlineExceeded', 'late'));
    expect([told, sent()]).toMatchObject([[{ ok: false, error: outcome }], []]);
  });

  it.each([
    { request: { isQuery: true }, delivered: 0, isRepeatable: true },
    { request: { isQuery: true }, delivered: 1, isRepeatable: false },
    { request: { isQuery: true, hasInput: true }, delivered: 0, isRepeatable: false },
    { request: {}, delivered: 0, isRepeatable: false },
  ])('of $request, $delivered items delivered, waits for another session: $isRepeatable (§4)', (row) => {
    const own = sentCall(row.request);
    for (let count = 0; count < row.delivered; count += 1) own.call.itemReceived(count, 1);
    const told = own.told.length;
    expect([own.call.isRepeatable, own.call.sessionLost('gone')]).toEqual([row.isRepeatable, row.isRepeatable]);
    expect(own.told.slice(told)).toMatchObject(row.isRepeatable ? [] : [{ ok: false, error: { name: 'OutcomeUnknown', cause: 'gone' } }]);
    expect(own.call.id).toBe(row.isRepeatable ? 0 : 1);
  });

  it('waits for no other session once it is settled', () => {
    const { call } = sentCall({ isQuery: true });
    call.succeed('done');
    expect([call.sessionLost('gone'), call.id]).toEqual([false, 1]);
  });

  it('begins with new windows in another session', () => {
    const own = sentCall({ isQuery: true });
    own.call.sessionLost('gone');
    const next = outgoingCalls({ credit: 1, calls: 8 });
    next.calls.begin(own.call, 0);
    own.call.itemReceived('a', 1);
    own.call.consumed();
    expect(next.link.envelopes).toMatchObject([
      { kind: 'request', id: 1 },
      { kind: 'credit', id: 1, count: 1 },
    ]);
  });

  it('returns credit as the caller takes items (§3)', () => {
    const own = sentCall();
    for (const item of ['a', 'b', 'c']) own.call.itemReceived(item, 1);
    own.call.consumed();
    expect(own.sent()).toEqual([]);
    own.call.consumed();
    expect(own.sent()).toEqual([{ kind: 'credit', id: 1, count: 2 }]);
    expect(own.told).toEqual([{ item: 'a' }, { item: 'b' }, { item: 'c' }]);
  });

  it('lets the caller take an item in the turn in which it comes', () => {
    const own = sentCall({}, () => own.call.consumed());
    for (const item of ['a', 'b', 'c', 'd', 'e']) own.call.itemReceived(item, 1);
    expect(own.sent()).toEqual([1, 2].map(() => ({ kind: 'credit', id: 1, count: 2 })));
  });

  it('sends items while the callee has room, and tells when it has again', () => {
    const own = sentCall({ hasInput: true });
    for (let count = 0; count < 32; count += 1) own.call.sendItem(count);
    expect(own.call.isWritable).toBe(false);
    own.call.creditReceived(16);
    expect([own.call.isWritable, own.told]).toEqual([true, ['writable', 'writable']]);
    expect(own.sent()).toHaveLength(32);
  });

  it('counts no item that was refused', () => {
    const own = sentCall({ hasInput: true });
    for (const item of ['x'.repeat(2 << 20), () => {}]) expect(() => own.call.sendItem(item)).toThrow();
    expect(() => own.call.creditReceived(1)).toThrow('credit-unowed');
  });

  it('wakes the producer of a call that waited once it is sent', () => {
    const { calls, link } = outgoingCalls();
    const { call, told } = newCall({ hasInput: true }, () => call.isWritable && call.sendItem('first'));
    expect(call.isWritable).toBe(false);
    calls.begin(call, 0);
    expect(link.envelopes.slice(1)).toEqual([{ kind: 'item', id: 1, item: 'first' }]);
    expect([told, sentCall({ hasInput: false }).told]).toEqual([['writable'], []]);
  });

  it.each([
    ['is complete', undefined, { kind: 'end', id: 1 }],
    ['failed', systemError('Unavailable'), { kind: 'end', id: 1, error: { code: -32006, message: 'Unavailable' } }],
  ])('says, of an input that %s while the call waits, so once it is sent', (_, error, end) => {
    const { calls, link } = outgoingCalls();
    const { call, told } = newCall({ hasInput: true, params: jsonCodec.encodeValue([]) });
    call.endInput(error);
    calls.begin(call, 0);
    expect(link.envelopes).toMatchObject([{ kind: 'request', id: 1 }, end]);
    expect([call.isWritable, told]).toEqual([false, []]);
  });

  it('ends its input once, and is not writable any more', () => {
    const own = sentCall({ hasInput: true });
    own.call.endInput();
    own.call.endInput(systemError('Unavailable'));
    expect(own.sent()).toEqual([{ kind: 'end', id: 1 }]);
    expect(own.call.isWritable).toBe(false);
  });
});
