import { describe, expect, it } from 'vitest';
import { jsonCodec } from '../../src/codec/json-codec.ts';
import { declaredError } from '../../src/envelope/rpc-error.ts';
import { DEFAULT_OUTBOX_LIMITS } from '../../src/session/outbox.ts';
import type { OutgoingCall } from '../../src/session/outgoing-call.ts';
import { OutgoingCalls } from '../../src/session/outgoing-calls.ts';
import { Transmission } from '../../src/session/transmission.ts';
import { briefly, newCall, outgoingCalls } from '../support/outgoing.ts';
import { problemOf } from '../support/problem-of.ts';

const trace = { traceparent: '00-1-2-01' };

describe('OutgoingCalls', () => {
  it.each([1, 2] as const)('numbers its calls from %d on, by two (§2)', (firstId) => {
    const transmission = new Transmission(jsonCodec, DEFAULT_OUTBOX_LIMITS, { messageBytes: 1_000, credit: 1 });
    const calls = new OutgoingCalls(transmission, firstId, { credit: 1, calls: 8 });
    const ids = [newCall(), newCall(), newCall()].map(({ call }) => {
      calls.begin(call, 0);
      return call.id;
    });
    expect([ids, calls.size]).toEqual([[firstId, firstId + 2, firstId + 4], 3]);
  });

  it.each([
    { deadline: Number.POSITIVE_INFINITY, trace: undefined, meta: undefined },
    { deadline: Number.POSITIVE_INFINITY, trace, meta: trace },
    { deadline: 1_500, trace: undefined, meta: { timeoutMs: 500 } },
    { deadline: 1_500.5, trace, meta: { ...trace, timeoutMs: 501 } },
    { deadline: 1_000, trace: undefined, meta: { timeoutMs: 1 } },
    { deadline: 900, trace: undefined, meta: { timeoutMs: 1 } },
  ])('sends at 1,000, of a call until $deadline, $meta (§2)', ({ deadline, trace: own, meta }) => {
    const { calls, link } = outgoingCalls();
    const { call } = newCall({ method: 'place', params: jsonCodec.encodeValue({ a: 1 }), deadline, trace: own });
    calls.begin(call, 1_000);
    expect(link.envelopes).toEqual([{ kind: 'request', id: 1, method: 'place', params: { a: 1 }, meta }]);
  });

  it('sends nothing of a call that is over', () => {
    const { calls, link } = outgoingCalls();
    const { call } = newCall();
    call.cancel('');
    calls.begin(call, 0);
    expect([link.envelopes, calls.size]).toEqual([[], 0]);
  });

  it('fails a call that is one too many, until one is over', () => {
    const { calls, link } = outgoingCalls({ credit: 1, calls: 2 });
    const sides = [newCall(), newCall(), newCall(), newCall()];
    for (const { call } of sides.slice(0, 3)) calls.begin(call, 0);
    calls.response({ kind: 'response', id: 1, result: null });
    for (const { call } of sides.slice(3)) calls.begin(call, 0);
    expect(sides.map(({ told }) => briefly(told))).toEqual([[{ ok: true, value: null }], [], ['TooMany'], []]);
    expect(link.envelopes.map((envelope) => 'id' in envelope && envelope.id)).toEqual([1, 3, 5]);
  });

  it('has room for a call that follows at once on one that was given up', () => {
    const { calls, link } = outgoingCalls({ credit: 1, calls: 1 });
    const again = newCall();
    const { call } = newCall({}, () => calls.begin(again.call, 0));
    calls.begin(call, 0);
    call.cancel('too slow');
    expect(again.told).toEqual([]);
    expect(link.envelopes).toMatchObject([
      { kind: 'request', id: 1 },
      { kind: 'cancel', id: 1 },
      { kind: 'request', id: 3 },
    ]);
  });

  it('fails a call that the peer would not take, and takes its id for the next (§10)', () => {
    const { calls, link } = outgoingCalls({ credit: 1, calls: 8 }, { messageBytes: 200, credit: 1 });
    const [large, small] = [newCall({ params: jsonCodec.encodeValue(['x'.repeat(200)]) }), newCall()];
    for (const { call } of [large, small]) calls.begin(call, 0);
    expect([briefly(large.told), calls.size, link.envelopes]).toMatchObject([['TooLarge'], 1, [{ kind: 'request', id: 1 }]]);
  });

  it.each([
    { data: ['x'.repeat(2_000)], code: -32007 },
    { data: () => {}, code: -32603 },
  ])('says, of an input whose error cannot be sent, that it failed: $code, also of a call that waited', ({ data, code }) => {
    const { calls, link } = outgoingCalls({ credit: 1, calls: 8 }, { messageBytes: 1_024, credit: 1 });
    const [waited, sent] = [newCall({ hasInput: true }), newCall({ hasInput: true })];
    waited.call.endInput(declaredError('Full', data));
    for (const { call } of [waited, sent]) calls.begin(call, 0);
    sent.call.endInput(declaredError('Full', data));
    expect(link.envelopes.filter(({ kind }) => kind === 'end')).toMatchObject([1, 3].map((id) => ({ id, error: { code } })));
    expect(calls.size).toBe(2);
  });

  it('gives each answer to its call, and ignores those of calls that are over (§2)', () => {
    const { calls } = outgoingCalls();
    const sides = [newCall(), newCall(), newCall()];
    for (const { call } of sides) calls.begin(call, 0);
    sides[2]?.call.cancel('');
    calls.response({ kind: 'response', id: 3, error: { code: 1, message: 'Full', data: { name: 'Full' } } });
    calls.response({ kind: 'response', id: 1, result: 7 });
    for (const id of [1, 3, 5]) {
      calls.response({ kind: 'response', id, result: 'late' });
      calls.item({ kind: 'item', id, item: 'late' }, 1);
      calls.credit({ kind: 'credit', id, count: 99 });
    }
    expect(sides.map(({ told }) => briefly(told))).toEqual([[{ ok: true, value: 7 }], ['Full'], ['OutcomeUnknown']]);
    expect(calls.size).toBe(0);
  });

  it('blames the peer for what belongs to no call that ever was', () => {
    const { calls } = outgoingCalls();
    calls.begin(newCall().call, 0);
    expect(problemOf(() => calls.response({ kind: 'response', id: 3, result: 1 }))).toBe('unknown-call');
    expect(problemOf(() => calls.item({ kind: 'item', id: 3, item: 1 }, 1))).toBe('unknown-call');
    expect(problemOf(() => calls.credit({ kind: 'credit', id: 3, count: 1 }))).toBe('unknown-call');
  });

  it('blames the peer for items and credit beyond what was granted and is out (§3)', () => {
    const { calls } = outgoingCalls({ credit: 2, calls: 8 });
    const { call, told } = newCall();
    calls.begin(call, 0);
    for (const item of ['a', 'b']) calls.item({ kind: 'item', id: 1, item }, 1);
    expect(problemOf(() => calls.item({ kind: 'item', id: 1, item: 'c' }, 1))).toBe('credit-exceeded');
    call.sendItem(1);
    expect(problemOf(() => calls.credit({ kind: 'credit', id: 1, count: 2 }))).toBe('credit-unowed');
    expect(told).toEqual([{ item: 'a' }, { item: 'b' }]);
  });

  it('says in the place of a request, again, the request with the time that is left, or a cancel (§4)', () => {
    const { calls } = outgoingCalls();
    const [first, second] = [newCall({ deadline: 1_000 }), newCall()];
    for (const { call } of [first, second]) calls.begin(call, 0);
    second.call.cancel('');
    expect([calls.requestAgain(1, 400), calls.requestAgain(3, 400)]).toEqual([
      { kind: 'request', id: 1, method: 'm', params: undefined, meta: { timeoutMs: 600 } },
      { kind: 'cancel', id: 3 },
    ]);
  });

  it('tells those whose time is over, at their time (§3)', () => {
    const { calls, link } = outgoingCalls();
    const sides = [newCall({ deadline: 20 }), newCall({ deadline: 10, isQuery: true }), newCall()];
    for (const { call } of sides) calls.begin(call, 0);
    expect(calls.nextDeadline()).toBe(10);
    calls.timePassed(9);
    expect(link.envelopes).toHaveLength(3);
    calls.timePassed(10);
    expect([calls.nextDeadline(), calls.size, link.envelopes.slice(3)]).toEqual([20, 2, [{ kind: 'cancel', id: 3 }]]);
    calls.timePassed(20);
    expect(sides.map(({ told }) => briefly(told))).toEqual([['OutcomeUnknown'], ['DeadlineExceeded'], []]);
    expect(calls.nextDeadline()).toBe(Number.POSITIVE_INFINITY);
  });

  it('gives back, of a lost session, what may be sent in another one, in order (§4)', () => {
    const { calls } = outgoingCalls();
    const sides = [{ isQuery: true }, {}, { isQuery: true }, { isQuery: true }].map((request) => newCall(request));
    for (const { call } of sides) calls.begin(call, 0);
    calls.item({ kind: 'item', id: 5, item: 'a' }, 1);
    const again = calls.sessionLost('gone');
    expect(again.map((call) => sides.findIndex((side) => side.call === call))).toEqual([0, 3]);
    expect(sides.map(({ told }) => briefly(told))).toEqual([[], ['OutcomeUnknown'], [{ item: 'a' }, 'OutcomeUnknown'], []]);
    expect([calls.size, calls.nextDeadline()]).toEqual([0, Number.POSITIVE_INFINITY]);
  });

  it('does not give back a call that is given up while others are told of the loss', () => {
    const { calls } = outgoingCalls();
    const query = newCall({ isQuery: true });
    calls.begin(newCall({}, () => query.call.cancel('no use now')).call, 0);
    calls.begin(query.call, 0);
    expect(calls.sessionLost('gone')).toEqual([]);
    expect(briefly(query.told)).toEqual(['Cancelled']);
  });

  it('lets the session end while a call is sent: the call ends as unknown, a query waits for the next session', () => {
    const { calls, link } = outgoingCalls();
    const sides = [newCall(), newCall({ isQuery: true })];
    const again: OutgoingCall[] = [];
    link.onSend = () => again.push(...calls.sessionLost('gone'));
    for (const { call } of sides) calls.begin(call, 0);
    expect(sides.map(({ told }) => briefly(told))).toEqual([['OutcomeUnknown'], []]);
    expect(again).toEqual([sides[1]?.call]);
    expect([calls.size, again[0]?.id]).toEqual([0, 0]);
  });

  it('gives a call that is made while another one is sent an id of its own', () => {
    const { calls, link } = outgoingCalls();
    link.onSend = () => {
      link.onSend = () => {};
      calls.begin(newCall().call, 0);
    };
    calls.begin(newCall().call, 0);
    calls.begin(newCall().call, 0);
    expect(link.envelopes.map((envelope) => envelope.kind === 'request' && envelope.id)).toEqual([1, 3, 5]);
  });
});
