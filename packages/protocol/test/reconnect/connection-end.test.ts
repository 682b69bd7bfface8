import { describe, expect, it } from 'vitest';
import { ERROR_CODES, systemErrors } from '../../src/envelope/error-code.ts';
import { judgeEnd, type RetryReason } from '../../src/reconnect/connection-end.ts';

const stop = (reason: 'staysAway') => ({ kind: 'stop', reason });
const retry = (reason: RetryReason, endsSession = false, waitMs = 0) => ({ kind: 'retry', reason, waitMs, endsSession });

function judgeClose(code: number, { reason = '', sentBy = 'server' as 'client' | 'server', wasLive = true } = {}) {
  return judgeEnd({ kind: 'closed', code, reason, sentBy }, wasLive);
}

describe('judgeEnd of a close (§7)', () => {
  it.each([
    [0, retry('lost')],
    [1000, retry('lost')],
    [1001, retry('lost')],
    [1002, retry('lost')],
    [1003, retry('lost', true)],
    [1005, retry('lost')],
    [1006, retry('lost')],
    [1007, retry('lost', true)],
    [1008, retry('lost')],
    [1009, retry('lost', true)],
    [1010, retry('lost')],
    [1011, retry('lost')],
    [1012, retry('lost')],
    [1013, retry('lost')],
    [1014, retry('lost')],
    [1015, retry('lost')],
    [2999, retry('lost')],
    [3000, retry('lost')],
    [3999, retry('lost')],
    [4000, retry('lost')],
    [4001, retry('drained')],
    [4002, retry('lost')],
    [4003, retry('superseded', true)],
    [4004, retry('lost')],
    [4005, retry('overloaded')],
    [4006, retry('lost')],
    [4007, retry('lost')],
    [4499, retry('lost')],
    [4500, stop('staysAway')],
    [4501, retry('rejected', true)],
    [4502, stop('staysAway')],
    [4503, stop('staysAway')],
    [4999, stop('staysAway')],
    [5000, retry('lost')],
    [Number.NaN, retry('lost')],
  ])('with %i by the server', (code, verdict) => {
    expect(judgeClose(code)).toEqual(verdict);
  });

  it.each([
    [1000, retry('lost', true)],
    [1001, retry('lost', true)],
    [1002, retry('lost')],
    [1006, retry('lost')],
    [1009, retry('lost', true)],
    [4004, retry('lost')],
    [4500, stop('staysAway')],
  ])('with %i by the client', (code, verdict) => {
    expect(judgeClose(code, { sentBy: 'client' })).toEqual(verdict);
  });

  it('keeps the session when credentials were refused before the hello had succeeded (§4)', () => {
    expect(judgeClose(4501, { wasLive: false })).toEqual(retry('rejected'));
  });

  it.each([
    ['0', 0],
    ['1500', 1_500],
    ['300000', 300_000],
    ['300001', 300_000],
    ['9'.repeat(120), 300_000],
    ['', 0],
    ['-5', 0],
    ['1.5', 0],
    ['1e3', 0],
    [' 5', 0],
    ['5\n', 0],
    ['0x10', 0],
    ['Infinity', 0],
    ['soon', 0],
  ])('takes the wait that 4005 asks for from %j', (reason, waitMs) => {
    expect(judgeClose(4005, { reason })).toEqual(retry('overloaded', false, waitMs));
  });

  it('takes no wait from the reason of another code', () => {
    expect(judgeClose(4002, { reason: '1500' })).toEqual(retry('lost'));
  });
});

describe('judgeEnd of an attempt', () => {
  it.each([
    [400, retry('lost')],
    [401, retry('rejected')],
    [403, retry('lost')],
    [404, retry('lost')],
    [429, retry('overloaded', false, 700)],
    [502, retry('lost', false, 700)],
    [503, retry('overloaded', false, 700)],
  ])('whose upgrade was answered by %i', (status, verdict) => {
    const retryAfterMs = status === 429 || status > 500 ? 700 : undefined;
    expect(judgeEnd({ kind: 'upgradeRefused', status, retryAfterMs }, false)).toEqual(verdict);
  });

  it.each([-1, Number.NaN, undefined])('takes %s from a header as no wait', (retryAfterMs) => {
    expect(judgeEnd({ kind: 'upgradeRefused', status: 503, retryAfterMs }, false)).toEqual(retry('overloaded'));
  });

  it.each(systemErrors)('whose hello was answered by %s', (name) => {
    const verdicts: { [name: string]: unknown } = {
      Unauthenticated: retry('rejected'),
      TooMany: retry('overloaded', false, 900),
      Unavailable: retry('overloaded', false, 900),
    };
    const error = { code: ERROR_CODES[name], message: name, data: { retryAfterMs: 900 } };
    expect(judgeEnd({ kind: 'helloRefused', error }, false)).toEqual(verdicts[name] ?? retry('lost'));
  });

  it('that failed for want of credentials is neither a loss nor a refusal', () => {
    expect(judgeEnd({ kind: 'authFailed' }, false)).toEqual(retry('authFailed'));
  });
});
