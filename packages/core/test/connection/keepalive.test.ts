import { describe, expect, it } from 'vitest';
import { DEFAULT_KEEPALIVE, Keepalive } from '../../src/connection/keepalive.ts';

const options = { intervalMs: 25_000, timeoutMs: 10_000 };

/** A keepalive that has asked at 25,000 whether its peer lives. */
function asked(): Keepalive {
  const keepalive = new Keepalive(options, 0);
  keepalive.timePassed(25_000);
  return keepalive;
}

describe('Keepalive', () => {
  it('has defaults below the idle timeouts of proxies', () => {
    expect(DEFAULT_KEEPALIVE).toEqual(options);
  });

  it('asks after the interval, and not before', () => {
    const keepalive = new Keepalive(options, 0);
    expect(keepalive.nextDeadline()).toBe(25_000);
    expect([24_999, 25_000].map((now) => keepalive.timePassed(now))).toEqual([undefined, 'ping']);
    expect(keepalive.nextDeadline()).toBe(35_000);
  });

  it('gives a peer up that is silent for the timeout too', () => {
    const keepalive = asked();
    expect([34_999, 35_000].map((now) => keepalive.timePassed(now))).toEqual([undefined, 'dead']);
  });

  it('takes any byte as life, before and after it has asked (§5.5.2)', () => {
    const keepalive = asked();
    keepalive.heard(26_000);
    expect(keepalive.nextDeadline()).toBe(51_000);
    expect([35_000, 51_000].map((now) => keepalive.timePassed(now))).toEqual([undefined, 'ping']);
  });

  it.each([
    [35_249, 'dead'],
    [35_250, 'ping'],
    [44_000, 'ping'],
    [3_600_000, 'ping'],
  ])('asks again instead of judging by a timer that rings late, at %d: %s', (now, verdict) => {
    const keepalive = asked();
    expect(keepalive.timePassed(now)).toBe(verdict);
  });

  it('judges after the second question, when that timer rings in time', () => {
    const keepalive = asked();
    keepalive.timePassed(100_000);
    expect([109_999, 110_000].map((now) => keepalive.timePassed(now))).toEqual([undefined, 'dead']);
  });

  it('asks anew when reading stopped between question and verdict, since the answer may lie unread', () => {
    const keepalive = asked();
    keepalive.readingStopped();
    expect(keepalive.timePassed(35_000)).toBe('ping');
    expect(keepalive.timePassed(45_000)).toBe('dead');
  });
});
