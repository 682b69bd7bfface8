import { describe, expect, it } from 'vitest';
import { incomingCalls } from '../support/incoming.ts';
import { problemOf } from '../support/problem-of.ts';

const item = (id: number, value: unknown = 'a') => ({ kind: 'item', id, item: value }) as const;
const refusal = { code: -32600, message: 'params are no object' };

describe('IncomingCalls', () => {
  it.each([
    { ids: [1, 3, 9], next: 11, problem: undefined },
    { ids: [1, 3, 9], next: 9, problem: 'bad-id' },
    { ids: [1, 3, 9], next: 7, problem: 'bad-id' },
    { ids: [5], next: 1, problem: 'bad-id' },
  ])('behind the ids $ids says of $next: $problem, be it a request or a refused one (§2)', ({ ids, next, problem }) => {
    const asked = incomingCalls();
    for (const id of ids) asked.request(id);
    expect(problemOf(() => asked.request(next))).toBe(problem);
    const refused = incomingCalls();
    for (const id of ids) refused.calls.refused({ kind: 'refused', id, error: refusal });
    expect(problemOf(() => refused.calls.refused({ kind: 'refused', id: next, error: refusal }))).toBe(problem);
  });

  it('answers a refused request with what is wrong, and a refused notification not at all', () => {
    const { calls, link, came } = incomingCalls();
    calls.refused({ kind: 'refused', id: 1, error: refusal });
    calls.refused({ kind: 'refused', id: undefined, error: refusal });
    expect([link.envelopes, came, calls.size]).toEqual([[{ kind: 'response', id: 1, error: refusal }], [], 0]);
  });

  it('has slots for so many handlers, and tells callers when to try again (§10)', () => {
    const { link, came, request } = incomingCalls({ calls: 2 });
    for (const id of [1, 3, 5]) request(id);
    expect(link.envelopes).toEqual([
      { kind: 'response', id: 5, error: { code: -32005, message: '2 calls are in flight', data: { retryAfterMs: 100 } } },
    ]);
    came[0]?.respond(null);
    request(7);
    expect(came.map(({ id }) => id)).toEqual([1, 3, 7]);
  });

  it('answers a cancel at once, aborts the handler once, and frees the slot when that settles (§3)', () => {
    const { calls, link, told, request } = incomingCalls();
    const call = request(1);
    calls.cancel(1);
    calls.cancel(1);
    expect(told).toEqual([[1, 'abort', 'Cancelled']]);
    expect(link.envelopes).toMatchObject([{ kind: 'response', id: 1, error: { code: -32800 } }]);
    expect(calls.size).toBe(1);
    call?.respond('late');
    expect([calls.size, link.envelopes.length]).toEqual([0, 1]);
  });

  it('aborts handlers at their deadlines (§3)', () => {
    const { calls, link, told, request } = incomingCalls();
    request(1, 200);
    request(3, 100);
    request(5);
    expect(calls.nextDeadline()).toBe(100);
    calls.timePassed(99);
    expect(told).toEqual([]);
    calls.timePassed(100);
    expect([told, calls.nextDeadline()]).toEqual([[[3, 'abort', 'DeadlineExceeded']], 200]);
    calls.timePassed(1e9);
    expect(link.envelopes).toMatchObject([3, 1].map((id) => ({ kind: 'response', id, error: { code: -32004 } })));
    expect([calls.size, calls.nextDeadline()]).toEqual([3, Number.POSITIVE_INFINITY]);
  });

  it('has no deadline of a call that was answered', () => {
    const { calls, told, link, request } = incomingCalls();
    request(1, 100)?.respond('done');
    calls.timePassed(100);
    expect([told, link.envelopes.length]).toEqual([[], 1]);
  });

  it.each(['deadline', 'end of the session'])('at a common %s aborts no handler that another one has settled', (how) => {
    const { calls, link, told, came, request } = incomingCalls();
    for (const id of [1, 3]) request(id, 100);
    const [first, second] = came;
    if (first !== undefined) first.handler = { onAbort: () => second?.respond('done by the first') };
    if (how === 'deadline') calls.timePassed(100);
    else calls.sessionLost('gone');
    expect([told, calls.size, second?.isAnswered]).toEqual([[], 1, true]);
    expect(link.envelopes.filter((envelope) => 'id' in envelope && envelope.id === 3)).toEqual([
      { kind: 'response', id: 3, result: 'done by the first' },
    ]);
  });

  it('gives items, credit and ends to their calls', () => {
    const { calls, told, request } = incomingCalls();
    request(1);
    request(3)?.sendItem('out');
    calls.item(item(3, 'in'), 10);
    calls.end({ kind: 'end', id: 3 });
    calls.credit({ kind: 'credit', id: 3, count: 1 });
    calls.end({ kind: 'end', id: 1, error: { code: -32006, message: 'no' } });
    expect(told).toEqual([
      [3, 'item', 'in'],
      [3, 'end', undefined],
      [3, 'writable'],
      [1, 'end', 'Unavailable'],
    ]);
  });

  it('ignores what belongs to a call that is over or never came: a cancel may stand for its request (§2)', () => {
    const { calls, told, link, request } = incomingCalls();
    request(1)?.respond(null);
    for (const id of [1, 3]) {
      calls.item(item(id), 10);
      calls.credit({ kind: 'credit', id, count: 99 });
      calls.end({ kind: 'end', id });
      calls.cancel(id);
    }
    expect([told, calls.unconsumedBytes, link.envelopes.length]).toEqual([[], 0, 1]);
  });

  it.each([
    { sizes: [600, 400], aborted: false },
    { sizes: [600, 401], aborted: true },
    { sizes: [1_001], aborted: true },
  ])('of items of $sizes bytes, where 1,000 may wait, aborts the call that brings too much: $aborted (§3)', ({ sizes, aborted }) => {
    const { calls, told, link, request } = incomingCalls();
    for (const [index, bytes] of sizes.entries()) {
      request(2 * index + 1);
      calls.item(item(2 * index + 1), bytes);
    }
    const last = 2 * sizes.length - 1;
    const tooMany = { code: -32005, message: 'too much input waits for its handlers', data: { retryAfterMs: 100 } };
    expect(told.slice(sizes.length - 1)).toEqual([aborted ? [last, 'abort', 'TooMany'] : [last, 'item', 'a']]);
    expect(link.envelopes).toEqual(aborted ? [{ kind: 'response', id: last, error: tooMany }] : []);
    expect(calls.unconsumedBytes).toBe(aborted ? (sizes[0] ?? 0) * (sizes.length - 1) : 1_000);
  });

  it('has room again for input that was taken, and for that of handlers that settled', () => {
    const { calls, told, request } = incomingCalls();
    const [taken, settled] = [request(1), request(3)];
    calls.item(item(1), 500);
    calls.item(item(3), 500);
    taken?.consumed();
    calls.item(item(1), 500);
    settled?.respond(null);
    calls.item(item(1), 500);
    expect([told, calls.unconsumedBytes]).toEqual([[1, 3, 1, 1].map((id) => [id, 'item', 'a']), 1_000]);
  });

  it('aborts whatever runs when the session is over, and answers nobody (§4)', () => {
    const { calls, transmission, told, link, came, request } = incomingCalls();
    request(1, 100);
    request(3)?.respond(null);
    request(5);
    transmission.close();
    calls.sessionLost('gone');
    expect(told).toEqual([1, 5].map((id) => [id, 'abort', 'Closed', 'gone']));
    expect(came.map(({ isAnswered, isWritable }) => [isAnswered, isWritable])).toEqual(came.map(() => [true, false]));
    for (const call of came) call.respond('late');
    expect([calls.size, calls.nextDeadline(), link.envelopes.length]).toEqual([0, Number.POSITIVE_INFINITY, 1]);
  });

  it('grants callers what it was told to, and sends as much as the caller grants', () => {
    const { calls, request } = incomingCalls({ credit: 2 }, { messageBytes: 1 << 20, credit: 3 });
    const call = request(1);
    for (const _ of [1, 2]) calls.item(item(1), 1);
    expect(problemOf(() => calls.item(item(1), 1))).toBe('credit-exceeded');
    let sent = 0;
    for (; call?.isWritable === true; sent += 1) call.sendItem(sent);
    expect(sent).toBe(3);
  });

  it('aborts a handler once when the session ends while its answer is sent, and not if it answered itself', () => {
    const { calls, link, told, request } = incomingCalls();
    request(1);
    const answering = request(3);
    link.onSend = () => calls.sessionLost('gone');
    answering?.respond(null);
    expect(told).toEqual([[1, 'abort', 'Closed', 'gone']]);
    request(5);
    calls.cancel(5);
    expect(told.slice(1)).toEqual([[5, 'abort', 'Cancelled']]);
  });
});
