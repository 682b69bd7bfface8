import { describe, expect, it } from 'vitest';
import { ReceiveWindow } from '../../src/session/receive-window.ts';
import { problemOf } from '../support/problem-of.ts';

const KIB = 1 << 10;

function received(credit: number, ...sizes: number[]): ReceiveWindow {
  const window = new ReceiveWindow(credit);
  for (const bytes of sizes) window.received(bytes);
  return window;
}

function items(count: number, bytes = 1): number[] {
  return Array.from({ length: count }, () => bytes);
}

function consume(window: ReceiveWindow, count: number): number[] {
  return Array.from({ length: count }, () => window.consume());
}

describe('ReceiveWindow', () => {
  it.each([
    [31, undefined],
    [32, 'credit-exceeded'],
  ])('with %d of 32 items out, one more breaks the protocol: %s (§3)', (out, problem) => {
    const window = received(32, ...items(out));
    expect(problemOf(() => window.received(1))).toBe(problem);
  });

  it.each([
    { out: [512 * KIB - 1], problem: undefined },
    { out: [512 * KIB], problem: 'credit-exceeded' },
    { out: [256 * KIB, 256 * KIB - 1], problem: undefined },
    { out: [256 * KIB, 256 * KIB], problem: 'credit-exceeded' },
    { out: [1 << 20], problem: 'credit-exceeded' },
  ])('with items of $out bytes unreturned, one more breaks the protocol: $problem (§3)', ({ out, problem }) => {
    const window = received(32, ...out);
    expect(problemOf(() => window.received(1))).toBe(problem);
  });

  it('counts what was consumed but not returned as out', () => {
    const window = received(32, ...items(32));
    expect(consume(window, 15)).toEqual(items(15, 0));
    expect(problemOf(() => window.received(1))).toBe('credit-exceeded');
    expect(window.consume()).toBe(16);
    expect(problemOf(() => window.received(1))).toBeUndefined();
  });

  it.each([
    { credit: 32, returned: [...items(15, 0), 16] },
    { credit: 5, returned: [0, 0, 3] },
    { credit: 2, returned: [1, 1] },
    { credit: 1, returned: [1] },
  ])('returns a credit of $credit in halves (§3)', ({ credit, returned }) => {
    expect(consume(received(credit, ...items(returned.length)), returned.length)).toEqual(returned);
  });

  it.each([
    { sizes: [128 * KIB - 1, 1], returned: [0, 2] },
    { sizes: [128 * KIB, 1], returned: [1, 0] },
    { sizes: [64 * KIB, 64 * KIB, 1], returned: [0, 2, 0] },
  ])('returns items of $sizes bytes once half of the bytes are consumed: $returned', ({ sizes, returned }) => {
    expect(consume(received(32, ...sizes), sizes.length)).toEqual(returned);
  });

  it('tells how many bytes wait for the application', () => {
    const window = received(32, 10, 20);
    expect(window.unconsumedBytes).toBe(30);
    window.consume();
    expect(window.unconsumedBytes).toBe(20);
    window.consume();
    expect(window.unconsumedBytes).toBe(0);
  });

  it('has nothing to consume but what came in', () => {
    const window = received(32, 1);
    window.consume();
    expect(() => window.consume()).toThrow(new RangeError('no item is waiting to be consumed'));
  });
});
