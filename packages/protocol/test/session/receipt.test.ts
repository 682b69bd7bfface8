import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Receipt } from '../../src/session/receipt.ts';

const KIB = 1 << 10;

/** A receipt that got envelopes of these sizes at time 1,000. */
function received(...sizes: number[]): Receipt {
  const receipt = new Receipt();
  for (const bytes of sizes) receipt.count(bytes, 1_000);
  return receipt;
}

describe('Receipt', () => {
  it('owes nothing while nothing came in', () => {
    const receipt = new Receipt();
    expect([receipt.received, receipt.isDue(1e12), receipt.nextDeadline()]).toEqual([0, false, Number.POSITIVE_INFINITY]);
  });

  it.each([
    [1_000, false],
    [1_199, false],
    [1_200, true],
    [1_201, true],
  ])('asked at %d, owes a confirmation for what came at 1,000: %s (§4)', (now, isDue) => {
    expect([received(1).isDue(now), received(1).nextDeadline()]).toEqual([isDue, 1_200]);
  });

  it('counts the 200 ms from the first unconfirmed envelope, not from the last (§4)', () => {
    const receipt = received(1);
    receipt.count(1, 1_150);
    expect(receipt.nextDeadline()).toBe(1_200);
  });

  it.each([
    [1, false],
    [63, false],
    [64, true],
    [65, true],
  ])('after %d envelopes owes a confirmation at once: %s (§4)', (envelopes, isDue) => {
    const receipt = received(...Array.from({ length: envelopes }, () => 1));
    expect([receipt.received, receipt.isDue(1_000)]).toEqual([envelopes, isDue]);
  });

  it.each([
    { sizes: [64 * KIB - 1], isDue: false },
    { sizes: [64 * KIB], isDue: true },
    { sizes: [32 * KIB, 32 * KIB - 1], isDue: false },
    { sizes: [32 * KIB, 32 * KIB], isDue: true },
    { sizes: [1 << 20], isDue: true },
  ])('after envelopes of $sizes bytes owes a confirmation at once: $isDue (§4)', ({ sizes, isDue }) => {
    expect(received(...sizes).isDue(1_000)).toBe(isDue);
  });

  it('is due at the time at which it becomes due', () => {
    const receipt = received(1);
    receipt.count(64 * KIB, 1_050);
    expect(receipt.nextDeadline()).toBe(1_050);
  });

  it('begins anew once it has confirmed, and keeps its count', () => {
    const receipt = received(...Array.from({ length: 63 }, () => KIB));
    receipt.confirmed();
    expect([receipt.isDue(1e12), receipt.nextDeadline()]).toEqual([false, Number.POSITIVE_INFINITY]);
    receipt.count(63 * KIB, 2_000);
    expect([receipt.received, receipt.isDue(2_199), receipt.isDue(2_200)]).toEqual([64, false, true]);
  });

  it('confirms whatever comes in within its bounds, if it is asked when it is due', () => {
    const arrivals = fc.array(fc.record({ bytes: fc.integer({ min: 0, max: 70 * KIB }), after: fc.integer({ min: 0, max: 150 }) }));
    fc.assert(
      fc.property(arrivals, (steps) => {
        const receipt = new Receipt();
        let now = 0;
        let waiting: { readonly bytes: number; readonly at: number }[] = [];
        const confirm = () => {
          receipt.confirmed();
          waiting = [];
        };
        for (const { bytes, after } of steps) {
          now += after;
          if (receipt.nextDeadline() < now) confirm();
          receipt.count(bytes, now);
          waiting.push({ bytes, at: now });
          if (receipt.isDue(now)) confirm();
          expect(waiting.length).toBeLessThan(64);
          expect(waiting.reduce((sum, one) => sum + one.bytes, 0)).toBeLessThan(64 * KIB);
          expect(now - (waiting[0]?.at ?? now)).toBeLessThan(200);
        }
        expect(receipt.received).toBe(steps.length);
      }),
    );
  });
});
