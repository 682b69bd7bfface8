import { describe, expect, it } from 'vitest';
import { Renewal } from '../../src/connector/renewal.ts';

describe('Renewal', () => {
  it.each([
    [100_000, 70_000],
    [60_000, 30_000],
    [40_000, 20_000],
    [10, 5],
    [0, 0],
  ])('of credentials for %i ms is due after %i ms, once', (expiresInMs, dueAfter) => {
    const renewal = new Renewal();
    renewal.accepted(expiresInMs, 1_000);
    const times = [999, 1_000 + dueAfter, 1_000 + expiresInMs + 1].map((now) => renewal.timePassed(now));
    expect(times).toEqual([false, true, false]);
  });

  it('is never due for credentials that never expire', () => {
    const renewal = new Renewal();
    renewal.accepted(1_000, 0);
    renewal.accepted(undefined, 0);
    expect([renewal.nextDeadline(), renewal.timePassed(1e12)]).toEqual([Number.POSITIVE_INFINITY, false]);
  });

  it('is tried again after 5 s where there were none to be had, until they expire', () => {
    const renewal = new Renewal();
    renewal.accepted(60_000, 0);
    const tries: number[] = [];
    for (let at = renewal.nextDeadline(); at < Number.POSITIVE_INFINITY; at = renewal.nextDeadline()) {
      if (renewal.timePassed(at)) tries.push(at);
      renewal.failed(at);
    }
    expect(tries).toEqual([30_000, 35_000, 40_000, 45_000, 50_000, 55_000]);
  });

  it('is not tried again once the connection is lost', () => {
    const renewal = new Renewal();
    renewal.accepted(60_000, 0);
    renewal.timePassed(30_000);
    renewal.stop();
    renewal.failed(31_000);
    expect(renewal.nextDeadline()).toBe(Number.POSITIVE_INFINITY);
  });
});
