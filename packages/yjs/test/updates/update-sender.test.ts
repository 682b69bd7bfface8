import { systemError } from '@trunkline/protocol/wire';
import { settled } from '@trunkline/test-kit/settled';
import { VirtualTimers } from '@trunkline/test-kit/virtual-timers';
import { describe, expect, it } from 'vitest';
import { UpdateSender } from '../../src/updates/update-sender.ts';
import { textOf, typed } from '../support/typed.ts';

const [one, two, three] = typed('one ', 'two ', 'three ');

/** A sender, and a room whose answers the test gives. */
class Bench {
  readonly timers = new VirtualTimers();
  readonly published: Uint8Array[] = [];
  changes = 0;
  readonly sender = new UpdateSender({
    publish: (update) => {
      this.published.push(update);
      return new Promise((resolve, reject) => {
        this.#answer = (error) => (error === undefined ? resolve(undefined) : reject(error));
      });
    },
    after: (delayMs, run) => this.timers.after(delayMs, run),
    changed: () => {
      this.changes += 1;
    },
  });
  #answer = (_?: unknown) => {};

  /** Answers the publish that is under way. */
  async answer(error?: unknown): Promise<void> {
    await settled();
    this.#answer(error);
    await settled();
  }

  /** What the publishes made, one by one. */
  texts(): string[] {
    return this.published.map((_, index) => textOf(...this.published.slice(0, index + 1)));
  }
}

describe('UpdateSender', () => {
  it('sends nothing before the room is at a state of the server', async () => {
    const { sender, published } = new Bench();
    sender.push(one);
    await settled();
    expect({ published, pending: sender.pending }).toEqual({ published: [], pending: 1 });
  });

  it('sends what the server lacks, then what is written, one batch at a time', async () => {
    const bench = new Bench();
    bench.sender.begin(one);
    await settled();
    bench.sender.push(two);
    bench.sender.push(three);
    await settled();
    expect({ texts: bench.texts(), pending: bench.sender.pending }).toEqual({ texts: ['one '], pending: 3 });
    await bench.answer();
    expect({ texts: bench.texts(), pending: bench.sender.pending }).toEqual({ texts: ['one ', 'one two three '], pending: 2 });
    await bench.answer();
    expect({ count: bench.published.length, pending: bench.sender.pending }).toEqual({ count: 2, pending: 0 });
  });

  it('sends the edits of one turn together', async () => {
    const bench = new Bench();
    bench.sender.begin(undefined);
    await settled();
    for (const update of [one, two, three]) bench.sender.push(update);
    await settled();
    expect(bench.texts()).toEqual(['one two three ']);
  });

  it.each(['OutcomeUnknown', 'DeadlineExceeded'])('sends again at once after %s, since nobody knows', async (name) => {
    const bench = new Bench();
    bench.sender.begin(one);
    await bench.answer(Object.assign(new Error(), { name }));
    expect({ published: bench.published, pending: bench.sender.pending, refusal: bench.sender.refusal }).toEqual({
      published: [one, one],
      pending: 1,
      refusal: undefined,
    });
  });

  it.each(['TooMany', 'Unavailable'] as const)('sends again later after %s', async (name) => {
    const bench = new Bench();
    bench.sender.begin(one);
    await bench.answer(systemError(name));
    await bench.timers.advance(999);
    const before = bench.published.length;
    await bench.timers.advance(1);
    expect({ before, after: bench.published.length, refusal: bench.sender.refusal }).toEqual({ before: 1, after: 2, refusal: undefined });
  });

  it('keeps what was refused, says why, and asks again with the next edit only', async () => {
    const bench = new Bench();
    const refusal = systemError('InvalidParams', 'the document is full');
    bench.sender.begin(one);
    await bench.answer(refusal);
    await bench.timers.advance(600_000);
    expect({ count: bench.published.length, pending: bench.sender.pending, refusal: bench.sender.refusal }).toEqual({
      count: 1,
      pending: 1,
      refusal,
    });
    bench.sender.push(two);
    await settled();
    expect({ text: textOf(bench.published.at(-1)), refusal: bench.sender.refusal }).toEqual({ text: 'one two ', refusal });
    await bench.answer();
    expect({ pending: bench.sender.pending, refusal: bench.sender.refusal }).toEqual({ pending: 0, refusal: undefined });
  });

  it.each(['NotJoined', 'Cancelled', 'Closed'] as const)('keeps what waits after %s until there is a state again', async (name) => {
    const bench = new Bench();
    bench.sender.begin(one);
    await bench.answer(systemError(name));
    bench.sender.push(two);
    await settled();
    expect({ count: bench.published.length, pending: bench.sender.pending }).toEqual({ count: 1, pending: 2 });
    bench.sender.begin(two);
    await settled();
    expect(bench.published).toEqual([one, two]);
  });

  it('stops for good, also while it waits to send again', async () => {
    const bench = new Bench();
    bench.sender.begin(one);
    await bench.answer(systemError('TooMany'));
    bench.sender.stop();
    await settled();
    bench.sender.push(two);
    await settled();
    expect({ count: bench.published.length, timers: bench.timers.timers, pending: bench.sender.pending }).toEqual({
      count: 1,
      timers: 0,
      pending: 2,
    });
  });

  it('says when what is pending is another', async () => {
    const bench = new Bench();
    bench.sender.begin(undefined);
    const { changes } = bench;
    bench.sender.push(one);
    const pushed = bench.changes;
    await bench.answer();
    expect([pushed - changes, bench.changes - pushed]).toEqual([1, 1]);
  });
});
