import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConnectionEnd } from '../../src/reconnect/connection-end.ts';
import { type ReconnectDecision, ReconnectPolicy } from '../../src/reconnect/reconnect-policy.ts';

const resume = { session: 'resume', auth: 'ask' } as const;
const fresh = { session: 'fresh', auth: 'ask' } as const;

function closed(code: number, reason = ''): ConnectionEnd {
  return { kind: 'closed', code, reason, sentBy: 'server' };
}

/** A policy that draws one number again and again. */
function drawing(drawn: number): ReconnectPolicy {
  return new ReconnectPolicy(() => drawn);
}

/** The longest wait after each of these ends; each attempt begins when it is due and fails `liveMs` after it is live, or at once. */
function waits(policy: ReconnectPolicy, ends: readonly ConnectionEnd[], liveMs?: number): number[] {
  let now = 0;
  return ends.map((end) => {
    if (liveMs !== undefined) {
      policy.live(now);
      now += liveMs;
    }
    const before = now;
    policy.ended(end, now);
    now = policy.nextDeadline();
    policy.timePassed(now);
    return now - before;
  });
}

describe('ReconnectPolicy', () => {
  it('has nothing to do before the first end', () => {
    const policy = drawing(0.5);
    expect([policy.nextDeadline(), policy.timePassed(1e9), policy.online(1e9)]).toEqual([Number.POSITIVE_INFINITY, undefined, undefined]);
  });

  it('comes back after a random part of a second, once', () => {
    const policy = drawing(0.5);
    expect(policy.ended(closed(1006), 100)).toEqual({ kind: 'retry', at: 600, reason: 'lost', ...resume });
    expect(policy.nextDeadline()).toBe(600);
    expect([policy.timePassed(599), policy.timePassed(600), policy.timePassed(700)]).toEqual([undefined, resume, undefined]);
  });

  it('waits up to twice as long after each failure, up to 30 s', () => {
    expect(waits(drawing(1), new Array(7).fill(closed(1006)))).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it.each<[string, ConnectionEnd]>([
    ['a server that accepts and closes at once', closed(4002)],
    ['a server that sends everybody away without a wait', closed(4005, '0')],
    ['a server that drains at once', closed(4001)],
    ['two clients that fight for one session', closed(4003)],
  ])('slows down against %s', (_, end) => {
    expect(waits(drawing(1), [end, end, end, end], 9_999)).toEqual([1_000, 2_000, 4_000, 8_000]);
  });

  it('slows down while there are no credentials to be had', () => {
    expect(waits(drawing(1), new Array(3).fill({ kind: 'authFailed' }))).toEqual([1_000, 2_000, 4_000]);
  });

  it('begins anew after a connection that was stable for 10 s', () => {
    expect(waits(drawing(1), new Array(3).fill(closed(1006)), 10_000)).toEqual([1_000, 1_000, 1_000]);
  });

  it('does not take the time of a failed attempt for a stable connection', () => {
    const policy = drawing(1);
    policy.live(0);
    policy.ended(closed(1006), 1_000);
    policy.ended(closed(1006), 60_000);
    expect(policy.ended(closed(1006), 120_000)).toMatchObject({ at: 124_000 });
  });

  it('waits as long as the server asks, and the growing jitter on top', () => {
    const policy = drawing(0.5);
    expect(policy.ended(closed(4005, '7000'), 0)).toEqual({ kind: 'retry', at: 7_500, reason: 'overloaded', ...resume });
    const error = { code: -32006, message: '', data: { retryAfterMs: 9_000 } };
    expect(policy.ended({ kind: 'helloRefused', error }, 10_000)).toMatchObject({ at: 20_000 });
    expect(policy.ended({ kind: 'upgradeRefused', status: 503, retryAfterMs: 100 }, 20_000)).toMatchObject({ at: 22_100 });
  });

  it.each([closed(4500), closed(4503), closed(4999)])('stays away after $code', (end) => {
    const policy = drawing(0.5);
    policy.live(0);
    expect(policy.ended(end, 0)).toEqual({ kind: 'stop', reason: 'staysAway' });
    expect([policy.nextDeadline(), policy.online(1)]).toEqual([Number.POSITIVE_INFINITY, undefined]);
  });

  it('comes back without the session that this client gave up with a 1000, because it could not go on (§4)', () => {
    const end = { kind: 'closed', code: 1000, reason: 'cannot resume', sentBy: 'client' } as const;
    expect(drawing(0.5).ended(end, 0)).toEqual({ kind: 'retry', at: 500, reason: 'lost', session: 'fresh', auth: 'ask' });
  });

  it.each([
    ['superseded', closed(4003)],
    ['lost', closed(1009)],
  ] as const)('leaves the session behind when %s, until a hello succeeds', (reason, end) => {
    const policy = drawing(0);
    policy.live(0);
    expect(policy.ended(end, 0)).toEqual({ kind: 'retry', at: 0, reason, ...fresh });
    expect(policy.ended(closed(1006), 0)).toMatchObject(fresh);
    policy.live(0);
    expect(policy.ended(closed(1006), 0)).toMatchObject(resume);
  });

  describe('with refused credentials', () => {
    const asksAgain = { kind: 'retry', at: 0, reason: 'rejected', session: 'resume', auth: 'ask-rejected' };
    const stops = { kind: 'stop', reason: 'unauthenticated' };
    const unauthenticated = { code: -32001, message: 'Unauthenticated' };

    it.each<ConnectionEnd>([closed(4501), { kind: 'helloRefused', error: unauthenticated }, { kind: 'upgradeRefused', status: 401 }])(
      'asks for others once, then stops: $kind',
      (end) => {
        const policy = drawing(0);
        expect([policy.ended(end, 0), policy.timePassed(0), policy.ended(end, 0)]).toEqual([
          asksAgain,
          { session: 'resume', auth: 'ask-rejected' },
          stops,
        ]);
      },
    );

    it('remembers it over losses in between, which decide nothing about credentials', () => {
      const policy = drawing(0);
      policy.ended(closed(4501), 0);
      expect(policy.ended(closed(1006), 0)).toMatchObject({ kind: 'retry', reason: 'lost', auth: 'ask-rejected' });
      expect(policy.ended({ kind: 'authFailed' }, 0)).toMatchObject({ kind: 'retry', reason: 'authFailed', auth: 'ask-rejected' });
      expect(policy.ended(closed(4501), 0)).toEqual(stops);
    });

    it('forgets it when a hello succeeds', () => {
      const policy = drawing(0);
      policy.ended(closed(4501), 0);
      policy.live(0);
      expect(policy.ended(closed(4501), 0)).toEqual({ ...asksAgain, session: 'fresh' });
    });
  });

  describe('while the server drains', () => {
    it('connects a second time after a random part of the time given, without the session', () => {
      const policy = drawing(0.25);
      policy.live(0);
      expect(policy.drained(8_000, 100)).toEqual({ kind: 'retry', at: 2_100, reason: 'drained', ...fresh });
      expect([policy.timePassed(2_099), policy.timePassed(2_100)]).toEqual([undefined, fresh]);
    });

    it.each([
      [-1, 0],
      [Number.NaN, 0],
      [Number.POSITIVE_INFINITY, 300_000],
      [1e12, 300_000],
    ])('takes %d ms for %d', (withinMs, at) => {
      expect(drawing(1).drained(withinMs, 0)).toMatchObject({ at });
    });

    it('backs off when the second connection fails, still without the session', () => {
      const policy = drawing(1);
      policy.live(0);
      policy.drained(1_000, 20_000);
      policy.timePassed(21_000);
      expect(policy.ended({ kind: 'upgradeRefused', status: 503 }, 21_000)).toMatchObject({ at: 22_000, session: 'fresh' });
      expect(policy.ended({ kind: 'upgradeRefused', status: 503 }, 22_000)).toMatchObject({ at: 24_000, session: 'fresh' });
    });

    it('is called off when the server sends us away first', () => {
      const policy = drawing(1);
      policy.live(0);
      policy.drained(1_000, 0);
      expect([policy.ended(closed(4503), 10), policy.nextDeadline()]).toEqual([
        { kind: 'stop', reason: 'staysAway' },
        Number.POSITIVE_INFINITY,
      ]);
    });

    it('is not hurried by the network', () => {
      const policy = drawing(1);
      policy.live(0);
      policy.drained(1_000, 0);
      expect(policy.online(10)).toMatchObject({ at: 1_000 });
    });
  });

  it('may be hurried, at most once in 10 s, but neither into a network that is not there nor before the time that the server asked for', () => {
    const policy = drawing(1);
    expect(policy.hurry(0)).toBeUndefined();
    policy.ended(closed(4005, '5000'), 0);
    expect(policy.hurry(10)).toEqual({ kind: 'retry', at: 5_000, reason: 'overloaded', ...resume });
    policy.ended(closed(1006), 6_000);
    expect([policy.hurry(6_100), policy.hurry(10_010)]).toMatchObject([{ at: 8_000 }, { at: 8_000 }]);
    policy.ended(closed(1006), 20_000);
    policy.offline(20_001);
    expect(policy.hurry(20_100)).toMatchObject({ at: 80_001 });
  });

  describe('when the platform speaks of the network', () => {
    it('waits for it, and comes back at once when it is there', () => {
      const policy = drawing(1);
      policy.ended(closed(1006), 0);
      policy.offline(10);
      policy.offline(900);
      expect([policy.nextDeadline(), policy.timePassed(1_000)]).toEqual([60_010, undefined]);
      expect(policy.online(5_000)).toEqual({ kind: 'retry', at: 1_000, reason: 'lost', ...resume });
      expect(policy.timePassed(5_000)).toEqual(resume);
    });

    it('tries once a minute all the same, since it may be wrong', () => {
      const policy = drawing(1);
      policy.offline(0);
      policy.offline(50_000);
      expect(policy.ended(closed(1006), 1_000)).toMatchObject({ at: 61_000 });
      expect(policy.timePassed(61_000)).toEqual(resume);
      expect(policy.ended(closed(1006), 61_500)).toMatchObject({ at: 121_500 });
    });

    it('takes a connection that is live as a sign that there is one', () => {
      const policy = drawing(1);
      policy.offline(0);
      policy.live(1);
      expect(policy.ended(closed(1006), 2)).toMatchObject({ at: 1_002 });
    });

    it('does not come back before the time that the server asked for', () => {
      const policy = drawing(1);
      policy.ended(closed(4005, '5000'), 0);
      expect(policy.online(10)).toMatchObject({ at: 5_000 });
    });

    it('skips a wait at most once in 10 s, however often the network comes back', () => {
      const policy = drawing(1);
      const skipped = [0, 9_999, 10_000].map((now) => {
        policy.ended(closed(1006), now);
        const decision = policy.online(now);
        return decision?.kind === 'retry' && decision.at === now;
      });
      expect(skipped).toEqual([true, false, true]);
    });

    it('does not spend that on a wait that is over anyway', () => {
      const policy = drawing(0.5);
      policy.ended(closed(1006), 0);
      policy.online(600);
      policy.ended(closed(1006), 700);
      expect(policy.online(701)).toMatchObject({ at: 701 });
    });

    it('changes nothing while live', () => {
      const policy = drawing(1);
      policy.live(0);
      policy.offline(1);
      expect([policy.online(2), policy.nextDeadline()]).toEqual([undefined, Number.POSITIVE_INFINITY]);
    });
  });

  it('keeps every wait in its bounds, whatever happens and whatever is drawn', () => {
    const end = fc.oneof(
      fc.record({ code: fc.integer({ min: 999, max: 5000 }), reason: fc.string() }).map(({ code, reason }) => closed(code, reason)),
      fc.nat({ max: 10 ** 7 }).map((ms) => closed(4005, String(ms))),
      fc.constant<ConnectionEnd>({ kind: 'authFailed' }),
    );
    const step = fc.record({
      end,
      elapsedMs: fc.nat(20_000),
      isLive: fc.boolean(),
      network: fc.constantFrom('online', 'offline', undefined),
    });
    const draws = fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), draws, (steps, drawn) => {
        const policy = new ReconnectPolicy(() => drawn.next().value);
        let now = 0;
        for (const { end, elapsedMs, isLive, network } of steps) {
          now += elapsedMs;
          if (isLive) policy.live(now);
          if (network === 'offline') policy.offline(now);
          const decision: ReconnectDecision = policy.ended(end, now);
          if (network === 'online') policy.online(now);
          if (decision.kind === 'stop') break;
          const due = policy.nextDeadline();
          expect(due >= now && due <= now + 300_000 + 30_000).toBe(true);
          now = due;
          expect(policy.timePassed(now)).toBeDefined();
        }
      }),
    );
  });
});
