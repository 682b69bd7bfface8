import { describe, expect, it } from 'vitest';
import { Watermarks } from '../../src/connection/watermarks.ts';

describe('Watermarks', () => {
  it.each([
    [9, true],
    [10, true],
    [11, false],
  ])('of high 10 answers at %d bytes whether the sender need not wait: %s', (bytes, mayGoOn) => {
    const marks = new Watermarks(10, 4);
    expect(marks.raised(bytes)).toBe(mayGoOn);
    expect(marks.isAbove).toBe(!mayGoOn);
  });

  it('keeps the sender waiting until the low mark is reached, and tells it once', () => {
    const marks = new Watermarks(10, 4);
    marks.raised(11);
    expect(marks.raised(5)).toBe(false);
    expect([5, 4, 4, 0].map((bytes) => marks.lowered(bytes))).toEqual([false, true, false, false]);
    expect(marks.raised(5)).toBe(true);
  });

  it('tells nobody who was not told to wait', () => {
    const marks = new Watermarks(10, 4);
    marks.raised(10);
    expect(marks.lowered(0)).toBe(false);
  });

  it('waits for nothing at all with a low mark of 0', () => {
    const marks = new Watermarks(0, 0);
    expect(marks.raised(1)).toBe(false);
    expect([1, 0].map((bytes) => marks.lowered(bytes))).toEqual([false, true]);
  });
});
