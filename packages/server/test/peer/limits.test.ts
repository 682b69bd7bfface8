import { describe, expect, it } from 'vitest';
import { DEFAULT_HUB_LIMITS, type HubLimits, resolveHubLimits } from '../../src/peer/limits.ts';

/** Limits as code without types may give them. */
function resolved(given: object): HubLimits {
  return resolveHubLimits({ ...given });
}

describe('resolveHubLimits', () => {
  it('completes what is given with the defaults, and leaves these alone', () => {
    const before = { ...DEFAULT_HUB_LIMITS };
    expect(resolveHubLimits()).toEqual(before);
    expect(resolved({ rooms: 5, calls: { perSecond: 1, burst: 2 }, joins: undefined })).toEqual({
      ...before,
      rooms: 5,
      calls: { perSecond: 1, burst: 2 },
    });
    expect(DEFAULT_HUB_LIMITS).toEqual(before);
  });

  it('lets a peer have at least one message waiting, unless it is told otherwise', () => {
    const budgets = [{ messageBytes: 4 << 20 }, { messageBytes: 2_048 }, { messageBytes: 4 << 20, sendBudgetBytes: 1 << 20 }].map(
      (given) => resolved(given).sendBudgetBytes,
    );
    expect(budgets).toEqual([4 << 20, 1 << 20, 1 << 20]);
  });

  it('keeps for a resume at most twice what may wait to be sent, unless it is told otherwise', () => {
    const outboxes = [{}, { sendBudgetBytes: 1_000 }, { messageBytes: 4 << 20, outboxBytes: 8 << 20 }].map(
      (given) => resolved(given).outboxBytes,
    );
    expect(outboxes).toEqual([256 << 10, 2_000, 8 << 20]);
  });

  it.each<{ readonly given: object; readonly says: string }>([
    { given: { rooms: 0 }, says: 'limits.rooms must be a whole number of at least 1; it is 0' },
    { given: { rooms: 1.5 }, says: 'limits.rooms must be a whole number of at least 1; it is 1.5' },
    { given: { rooms: '5' }, says: 'limits.rooms must be a whole number of at least 1; it is 5' },
    { given: { rooms: Number.POSITIVE_INFINITY }, says: 'limits.rooms must be a whole number of at least 1; it is Infinity' },
    { given: { rooms: null }, says: 'limits.rooms must be a whole number of at least 1; it is null' },
    { given: { rooms: { perSecond: 1, burst: 1 } }, says: 'limits.rooms must be a whole number of at least 1; it is [object Object]' },
    { given: { resumeMs: -1 }, says: 'limits.resumeMs must be a whole number of at least 0; it is -1' },
    { given: { messageBytes: 1_023 }, says: 'limits.messageBytes must be a whole number of at least 1024; it is 1023' },
    { given: { calls: { perSecond: 0, burst: 1 } }, says: 'limits.calls.perSecond must be a whole number of at least 1; it is 0' },
    { given: { calls: { perSecond: 5 } }, says: 'limits.calls.burst must be a whole number of at least 1; it is undefined' },
    { given: { outboxBytes: 4 << 20 }, says: 'limits.outboxBytes must be at most twice sendBudgetBytes, 2097152; it is 4194304' },
    { given: { sendBudgetBytes: 9, outboxBytes: 19 }, says: 'limits.outboxBytes must be at most twice sendBudgetBytes, 18; it is 19' },
    { given: { calls: 5 }, says: 'limits.calls must be a rate: { perSecond, burst }; it is 5' },
    { given: { calls: null }, says: 'limits.calls must be a rate: { perSecond, burst }; it is null' },
    { given: { room: 5 }, says: 'limits.room: there is no such limit' },
    { given: { toString: 5 }, says: 'limits.toString: there is no such limit' },
  ])('refuses $given', ({ given, says }) => {
    expect(() => resolved(given)).toThrow(new RangeError(says));
  });

  it('takes the least of each', () => {
    expect(resolved({ resumeMs: 0, messageBytes: 1_024, sendBudgetBytes: 1, detachedSessions: 1 })).toMatchObject({
      resumeMs: 0,
      messageBytes: 1_024,
      sendBudgetBytes: 1,
      detachedSessions: 1,
    });
  });
});
