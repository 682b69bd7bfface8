import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_OUTBOX_LIMITS, Outbox, type OutboxEntry, type OutboxLimits } from '../../src/session/outbox.ts';

/** An entry that can be told from others; what it holds is not looked at. */
function entry(seq: number, bytes = 1): OutboxEntry {
  return { message: `${seq}`, bytes, requestId: seq % 2 === 1 ? seq : undefined, compresses: false };
}

function filled(...sizes: number[]): Outbox {
  const outbox = new Outbox(DEFAULT_OUTBOX_LIMITS);
  sizes.forEach((bytes, index) => {
    outbox.push(entry(index + 1, bytes));
  });
  return outbox;
}

function messagesIn(outbox: Outbox): unknown[] {
  return [...outbox.entries()].map(({ message }) => message);
}

/** All that was sent, and from where on it is still kept. */
class Model {
  readonly #limits: OutboxLimits;
  readonly #all: OutboxEntry[] = [];
  #first = 0;
  acknowledged = 0;

  constructor(limits: OutboxLimits) {
    this.#limits = limits;
  }

  get sent(): number {
    return this.#all.length;
  }

  get kept(): OutboxEntry[] {
    return this.#all.slice(this.#first);
  }

  get bytes(): number {
    return this.kept.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  push(one: OutboxEntry): void {
    this.#all.push(one);
    while (this.kept.length > this.#limits.envelopes || this.bytes > this.#limits.bytes) this.#first += 1;
  }

  acknowledge(received: number): boolean {
    if (received < this.acknowledged || received > this.sent) return false;
    this.acknowledged = received;
    this.#first = Math.max(this.#first, received);
    return true;
  }

  reaches(received: number): boolean {
    return received >= this.#first && received <= this.sent;
  }
}

describe('Outbox', () => {
  it('keeps what was sent, oldest first, until it is confirmed (§4)', () => {
    const outbox = filled(10, 20, 30);
    expect([...outbox.entries()]).toEqual([entry(1, 10), entry(2, 20), entry(3, 30)]);
    expect([outbox.sent, outbox.size, outbox.bytes]).toEqual([3, 3, 60]);
    expect(outbox.acknowledge(2)).toBe(true);
    expect([...outbox.entries()]).toEqual([entry(3, 30)]);
    expect([outbox.sent, outbox.acknowledged, outbox.size, outbox.bytes]).toEqual([3, 2, 1, 30]);
  });

  it.each([
    { sizes: [1, (256 << 10) - 1], kept: 2 },
    { sizes: [1, 256 << 10], kept: 1 },
    { sizes: [1, 1, 256 << 10], kept: 1 },
    { sizes: [1, 1, (256 << 10) - 1], kept: 2 },
    { sizes: [1, (256 << 10) + 1], kept: 0 },
    { sizes: [(256 << 10) + 1, 1], kept: 1 },
  ])('forgets its oldest past 256 KiB: of envelopes of $sizes bytes it keeps $kept (§4)', ({ sizes, kept }) => {
    const outbox = filled(...sizes);
    expect([outbox.size, messagesIn(outbox)]).toEqual([kept, sizes.map((_, index) => `${index + 1}`).slice(sizes.length - kept)]);
    expect(outbox.bytes).toBe(sizes.slice(sizes.length - kept).reduce((sum, bytes) => sum + bytes, 0));
  });

  it.each([
    [511, 511],
    [512, 512],
    [513, 512],
    [5_000, 512],
  ])('of %d envelopes keeps %d (§4)', (sent, kept) => {
    const outbox = filled(...Array.from({ length: sent }, () => 1));
    expect([outbox.sent, outbox.size, outbox.bytes]).toEqual([sent, kept, kept]);
    expect(messagesIn(outbox)).toEqual(Array.from({ length: kept }, (_, index) => `${sent - kept + 1 + index}`));
    expect([outbox.reaches(sent - kept), outbox.reaches(sent - kept - 1)]).toEqual([true, false]);
  });

  it.each([
    { received: 1, possible: false, why: 'it said 2 before' },
    { received: 2, possible: true, why: 'it said so before' },
    { received: 3, possible: true, why: 'so much was sent' },
    { received: 4, possible: false, why: 'only 3 were sent' },
  ])('lets the peer confirm $received: $possible, as $why', ({ received, possible }) => {
    const outbox = filled(1, 1, 1);
    outbox.acknowledge(2);
    expect(outbox.reaches(received)).toBe(possible);
    expect(outbox.acknowledge(received)).toBe(possible);
    expect(outbox.acknowledged).toBe(possible ? received : 2);
  });

  it('believes an ack of what it has forgotten', () => {
    const outbox = filled(1, 1, 256 << 10);
    expect([outbox.acknowledge(1), outbox.acknowledged, outbox.size]).toEqual([true, 1, 1]);
    expect([outbox.reaches(1), outbox.reaches(2)]).toEqual([false, true]);
  });

  it('forgets everything when it is cleared', () => {
    const outbox = filled(1, 1);
    outbox.clear();
    expect([outbox.sent, outbox.size, outbox.bytes, messagesIn(outbox)]).toEqual([2, 0, 0, []]);
  });

  it('holds, whatever is sent and confirmed, the end of what was sent, within its bounds, and knows from where on', () => {
    const limits = { bytes: 100, envelopes: 8 };
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ bytes: fc.nat({ max: 120 }) }) },
      { weight: 1, arbitrary: fc.record({ ahead: fc.integer({ min: -2, max: 12 }) }) },
    );
    const take = (target: Outbox | Model, one: { bytes: number } | { ahead: number }) =>
      'bytes' in one ? target.push(entry(target.sent + 1, one.bytes)) : target.acknowledge(target.acknowledged + one.ahead);
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const outbox = new Outbox(limits);
        const model = new Model(limits);
        for (const one of steps) {
          expect(take(outbox, one)).toBe(take(model, one));
          expect([...outbox.entries()]).toEqual(model.kept);
          expect([outbox.sent, outbox.acknowledged, outbox.size, outbox.bytes]).toEqual([
            model.sent,
            model.acknowledged,
            model.kept.length,
            model.bytes,
          ]);
          const all = Array.from({ length: model.sent + 3 }, (_, index) => index - 1);
          expect(all.filter((received) => outbox.reaches(received))).toEqual(all.filter((received) => model.reaches(received)));
        }
      }),
    );
  });
});
