import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_HEARTBEAT, Liveness } from '../../src/session/liveness.ts';

/** Born at 1,000, and asked at 26,000. */
function asked(): Liveness {
  const liveness = new Liveness(DEFAULT_HEARTBEAT, 1_000);
  liveness.timePassed(26_000);
  return liveness;
}

describe('Liveness', () => {
  it('waits 25 s and 10 s more (§8)', () => {
    expect(DEFAULT_HEARTBEAT).toEqual({ intervalMs: 25_000, timeoutMs: 10_000 });
  });

  it.each([
    [1_000, undefined],
    [25_999, undefined],
    [26_000, 'ping'],
    [26_001, 'ping'],
    [1e9, 'ping'],
  ])('at %d, of a peer last heard at 1,000, says %s (§8)', (now, verdict) => {
    const liveness = new Liveness(DEFAULT_HEARTBEAT, 1_000);
    expect([liveness.nextDeadline(), liveness.timePassed(now)]).toEqual([26_000, verdict]);
  });

  it.each([
    [26_000, undefined],
    [35_999, undefined],
    [36_000, 'dead'],
    [37_000, 'dead'],
    [37_001, 'ping'],
    [1e9, 'ping'],
  ])('at %d, of a silent peer asked at 26,000, says %s: a verdict more than 1 s late is none (§8)', (now, verdict) => {
    const liveness = asked();
    expect([liveness.nextDeadline(), liveness.timePassed(now)]).toEqual([36_000, verdict]);
  });

  it('gives a peer that is asked again after a late timer its whole time (§8)', () => {
    const liveness = asked();
    liveness.timePassed(100_000);
    expect(liveness.nextDeadline()).toBe(110_000);
    expect([liveness.timePassed(109_999), liveness.timePassed(110_000)]).toEqual([undefined, 'dead']);
  });

  it('counts the time to answer from when it asked, late as that was', () => {
    const liveness = new Liveness(DEFAULT_HEARTBEAT, 1_000);
    expect(liveness.timePassed(30_000)).toBe('ping');
    expect(liveness.nextDeadline()).toBe(40_000);
  });

  it('takes any byte for life, and begins anew (§8)', () => {
    const liveness = asked();
    liveness.heard(35_999);
    expect([liveness.nextDeadline(), liveness.timePassed(36_000), liveness.timePassed(60_999)]).toEqual([60_999, undefined, 'ping']);
  });

  it('asks before its time, once, where there is a reason to; the time to answer counts from there (§8)', () => {
    const liveness = new Liveness(DEFAULT_HEARTBEAT, 1_000);
    expect([liveness.probe(2_000), liveness.probe(9_000), liveness.nextDeadline()]).toEqual([true, false, 12_000]);
    expect([liveness.timePassed(11_999), liveness.timePassed(12_000)]).toEqual([undefined, 'dead']);
    liveness.heard(13_000);
    expect(liveness.probe(14_000)).toBe(true);
  });

  it('keeps to the heartbeat that it was given', () => {
    const liveness = new Liveness({ intervalMs: 5, timeoutMs: 3 }, 0);
    expect([liveness.timePassed(4), liveness.timePassed(5), liveness.timePassed(7), liveness.timePassed(8)]).toEqual([
      undefined,
      'ping',
      undefined,
      'dead',
    ]);
  });

  it('never declares dead who was heard since it was asked, or was asked less than the timeout ago', () => {
    const step = fc.record({ after: fc.nat({ max: 20_000 }), isHeard: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const liveness = new Liveness(DEFAULT_HEARTBEAT, 0);
        let [now, askedAt] = [0, Number.POSITIVE_INFINITY];
        const unjust: number[] = [];
        for (const { after, isHeard } of steps) {
          now += after;
          if (isHeard) {
            liveness.heard(now);
            askedAt = Number.POSITIVE_INFINITY;
          }
          const verdict = liveness.timePassed(now);
          if (verdict === 'dead' && !(now >= askedAt + 10_000)) unjust.push(now);
          if (verdict === 'dead') break;
          if (verdict === 'ping') askedAt = now;
          expect(liveness.nextDeadline()).toBeGreaterThan(now);
        }
        expect(unjust).toEqual([]);
      }),
    );
  });
});
