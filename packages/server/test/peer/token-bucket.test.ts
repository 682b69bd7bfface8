import { describe, expect, it } from 'vitest';
import { TokenBucket } from '../../src/peer/token-bucket.ts';

describe('TokenBucket', () => {
  it('lets a burst through at once, then says how long to wait', () => {
    const bucket = new TokenBucket({ perSecond: 10, burst: 3 }, 0);
    expect([0, 0, 0, 0, 30].map((now) => bucket.take(now))).toEqual([0, 0, 0, 100, 70]);
  });

  it('lets one through after the wait that it said, and not before', () => {
    const bucket = new TokenBucket({ perSecond: 3, burst: 1 }, 0);
    expect([0, 0, 333, 334, 334].map((now) => bucket.take(now))).toEqual([0, 334, 1, 0, 334]);
  });

  it('saves up no more than the burst', () => {
    const bucket = new TokenBucket({ perSecond: 1_000, burst: 2 }, 0);
    expect([3_600_000, 3_600_000, 3_600_000].map((now) => bucket.take(now))).toEqual([0, 0, 1]);
  });

  it('counts from when it was made', () => {
    const bucket = new TokenBucket({ perSecond: 1, burst: 1 }, 5_000);
    expect([5_000, 5_000].map((now) => bucket.take(now))).toEqual([0, 1_000]);
  });

  it('does not make whoever asks in vain wait longer for it, by a rounding', () => {
    const bucket = new TokenBucket({ perSecond: 100, burst: 1 }, 0);
    const waits = [0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((now) => bucket.take(now));
    expect([waits[1], waits.filter((wait) => wait === 0).length, waits.at(-1)]).toEqual([10, 2, 0]);
  });
});
