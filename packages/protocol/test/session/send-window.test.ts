import { describe, expect, it } from 'vitest';
import { EnvelopeError } from '../../src/envelope/envelope-error.ts';
import { SEND_WINDOW_BYTES, SendWindow } from '../../src/session/send-window.ts';

function sent(credit: number, ...sizes: number[]): SendWindow {
  const window = new SendWindow(credit);
  for (const bytes of sizes) window.sent(bytes);
  return window;
}

function items(count: number): number[] {
  return Array.from({ length: count }, () => 1);
}

describe('SendWindow', () => {
  it.each([
    { credit: 32, out: 0, isOpen: true },
    { credit: 32, out: 31, isOpen: true },
    { credit: 32, out: 32, isOpen: false },
    { credit: 1, out: 0, isOpen: true },
    { credit: 1, out: 1, isOpen: false },
  ])('with a credit of $credit and $out items out is open: $isOpen (§3)', ({ credit, out, isOpen }) => {
    expect(sent(credit, ...items(out)).isOpen).toBe(isOpen);
  });

  it.each([
    { sizes: [(256 << 10) - 1], isOpen: true },
    { sizes: [256 << 10], isOpen: false },
    { sizes: [1, (256 << 10) - 2], isOpen: true },
    { sizes: [1, (256 << 10) - 1], isOpen: false },
    { sizes: [1 << 20], isOpen: false },
  ])('with items of $sizes bytes out is open: $isOpen (§3 ⚑)', ({ sizes, isOpen }) => {
    expect(sent(32, ...sizes).isOpen).toBe(isOpen);
    expect(SEND_WINDOW_BYTES).toBe(256 << 10);
  });

  it('opens as items are returned, one for one', () => {
    const window = sent(2, 1, 1);
    window.returned(1);
    expect(window.isOpen).toBe(true);
    window.sent(1);
    expect(window.isOpen).toBe(false);
  });

  it('knows how many bytes are returned, as items come back in order', () => {
    const window = sent(32, 10, 256 << 10, 1);
    window.returned(1);
    expect(window.isOpen).toBe(false);
    window.returned(1);
    expect(window.isOpen).toBe(true);
    window.sent((256 << 10) - 2);
    expect(window.isOpen).toBe(true);
    window.sent(1);
    expect(window.isOpen).toBe(false);
  });

  it.each([
    { out: 0, count: 1 },
    { out: 3, count: 4 },
    { out: 3, count: Number.MAX_SAFE_INTEGER },
  ])('refuses $count returned of $out that are out (§3)', ({ out, count }) => {
    const window = sent(3, ...items(out));
    expect(() => window.returned(count)).toThrow(new EnvelopeError('credit-unowed'));
    expect(window.isOpen).toBe(out < 3);
  });

  it('takes back all at once, and nothing', () => {
    const window = sent(3, 1, 1, 1);
    window.returned(0);
    expect(window.isOpen).toBe(false);
    window.returned(3);
    expect(window.isOpen).toBe(true);
    expect(() => window.returned(1)).toThrow(EnvelopeError);
  });
});
