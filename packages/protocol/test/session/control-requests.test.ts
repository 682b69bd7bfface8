import { describe, expect, it } from 'vitest';
import { ControlRequests } from '../../src/session/control-requests.ts';
import type { CallOutcome } from '../../src/session/outgoing-call.ts';
import { problemOf } from '../support/problem-of.ts';

const error = { code: -32002, message: 'Forbidden' };

/** Three joins that wait, and what their observers were told. */
function waiting() {
  const requests = new ControlRequests();
  const outcomes: CallOutcome[][] = [[], [], []];
  const envelopes = outcomes.map((own, index) => requests.begin('$/join', { topic: `${index}` }, (outcome) => own.push(outcome)));
  return { requests, outcomes, envelopes };
}

describe('ControlRequests', () => {
  it('numbers requests −1, −2, … (§2)', () => {
    expect(waiting().envelopes).toEqual([
      { kind: 'request', id: -1, method: '$/join', params: { topic: '0' } },
      { kind: 'request', id: -2, method: '$/join', params: { topic: '1' } },
      { kind: 'request', id: -3, method: '$/join', params: { topic: '2' } },
    ]);
  });

  it('gives each answer to the one that asked, in whatever order they come', () => {
    const { requests, outcomes } = waiting();
    requests.response({ kind: 'response', id: -3, result: { room: 7 } });
    requests.response({ kind: 'response', id: -1, error });
    requests.response({ kind: 'response', id: -2 });
    expect(outcomes).toMatchObject([
      [{ ok: false, error: { name: 'Forbidden', code: -32002 } }],
      [{ ok: true, value: undefined }],
      [{ ok: true, value: { room: 7 } }],
    ]);
  });

  it.each([
    ['was never asked', -4],
    ['has no such sign', 1],
    ['is answered already', -1],
  ])('refuses an answer to what %s', (_, id) => {
    const { requests, outcomes } = waiting();
    requests.response({ kind: 'response', id: -1, result: null });
    expect(problemOf(() => requests.response({ kind: 'response', id, result: null }))).toBe('unknown-call');
    expect(outcomes).toEqual([[{ ok: true, value: null }], [], []]);
  });

  it('tells all that wait that the connection is lost, once', () => {
    const { requests, outcomes } = waiting();
    requests.response({ kind: 'response', id: -2, result: null });
    requests.connectionLost();
    requests.connectionLost();
    const closed = { ok: false, error: { name: 'Closed', code: 0 } };
    expect(outcomes).toMatchObject([[closed], [{ ok: true, value: null }], [closed]]);
    expect(problemOf(() => requests.response({ kind: 'response', id: -1, result: null }))).toBe('unknown-call');
  });

  it('lets an observer ask again while it is told', () => {
    const requests = new ControlRequests();
    const told: string[] = [];
    requests.begin('$/join', undefined, () => {
      told.push('first');
      requests.begin('$/join', undefined, ({ ok }) => told.push(`second: ${ok}`));
    });
    requests.connectionLost();
    expect(told).toEqual(['first']);
    requests.response({ kind: 'response', id: -2, result: null });
    expect(told).toEqual(['first', 'second: true']);
  });

  it('lets an observer lose the connection while it is told', () => {
    const { requests, outcomes } = waiting();
    const told: boolean[] = [];
    requests.begin('$/auth', undefined, ({ ok }) => {
      told.push(ok);
      requests.connectionLost();
    });
    requests.response({ kind: 'response', id: -4, error });
    expect([told, outcomes.map((own) => own.length)]).toEqual([[false], [1, 1, 1]]);
  });

  it('lets go of a request, which then has no answer', () => {
    const { requests, outcomes } = waiting();
    requests.take(-2)?.({ ok: true, value: 'taken' });
    expect(problemOf(() => requests.response({ kind: 'response', id: -2, result: 1 }))).toBe('unknown-call');
    requests.connectionLost();
    expect(outcomes.map((own) => own.length)).toEqual([1, 1, 1]);
    expect(outcomes[1]).toEqual([{ ok: true, value: 'taken' }]);
  });
});
