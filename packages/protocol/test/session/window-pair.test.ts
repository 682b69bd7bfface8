import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReceiveWindow } from '../../src/session/receive-window.ts';
import { SendWindow } from '../../src/session/send-window.ts';

const KIB = 1 << 10;

/** A stream between the two windows of it, with what is under way in either direction. */
class Stream {
  readonly unsent: number[];
  readonly items: number[] = [];
  readonly credits: number[] = [];
  unconsumed = 0;
  readonly sender: SendWindow;
  readonly receiver: ReceiveWindow;

  constructor(credit: number, sizes: readonly number[]) {
    this.unsent = [...sizes];
    this.sender = new SendWindow(credit);
    this.receiver = new ReceiveWindow(credit);
  }

  send(): boolean {
    const next = this.sender.isOpen ? this.unsent.shift() : undefined;
    if (next === undefined) return false;
    this.sender.sent(next);
    this.items.push(next);
    return true;
  }

  arrive(): boolean {
    const next = this.items.shift();
    if (next === undefined) return false;
    this.receiver.received(next);
    this.unconsumed += 1;
    return true;
  }

  consume(): boolean {
    if (this.unconsumed === 0) return false;
    this.unconsumed -= 1;
    const count = this.receiver.consume();
    if (count > 0) this.credits.push(count);
    return true;
  }

  credit(): boolean {
    const count = this.credits.shift();
    if (count === undefined) return false;
    this.sender.returned(count);
    return true;
  }
}

describe('SendWindow and ReceiveWindow', () => {
  it('never blame a sender that keeps to its window, and never leave it standing once all is consumed (§3)', () => {
    // Up to 1 MiB, the largest message: a sender with 256 KiB − 1 out may still send one.
    const size = fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 300 * KIB }), fc.constant(1 << 20));
    const step = fc.constantFrom('send' as const, 'arrive' as const, 'consume' as const, 'credit' as const);
    const schedule = fc.array(step, { maxLength: 300 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.array(size, { maxLength: 80 }), schedule, (credit, sizes, steps) => {
        const stream = new Stream(credit, sizes);
        for (const name of steps) stream[name]();
        // From now on everything arrives and is consumed: then everything must get through.
        while (stream.send() || stream.arrive() || stream.consume() || stream.credit());
        expect([stream.unsent, stream.items, stream.credits, stream.unconsumed]).toEqual([[], [], [], 0]);
        expect([stream.receiver.unconsumedBytes, stream.sender.isOpen]).toEqual([0, true]);
      }),
    );
  });
});
