import { describe, expect, it } from 'vitest';
import { Inflation } from '../../src/messages/inflation.ts';
import { ProtocolError } from '../../src/vocabulary/errors.ts';
import { ManualInflater } from '../support/manual-inflater.ts';
import { violationOf } from '../support/violation-of.ts';

const bytes = (...list: number[]) => Uint8Array.from(list);

function inflationOf(maxMessageBytes: number, windowBits?: number): { inflation: Inflation; inflater: ManualInflater } {
  const inflater = new ManualInflater();
  return { inflation: new Inflation(inflater, maxMessageBytes, windowBits), inflater };
}

/** Keeps what `push` answers. */
function recorder(): { done: (error: Error | undefined, plain: Uint8Array) => void; results: unknown[] } {
  const results: unknown[] = [];
  return { done: (error, plain) => results.push(error ?? [...plain]), results };
}

describe('Inflation', () => {
  it.each([
    [0, true],
    [16_384, true],
    [16_385, false],
  ])('calls %d bytes small: %s', (length, isSmall) => {
    expect(inflationOf(100).inflation.isSmall(new Uint8Array(length))).toBe(isSmall);
  });

  it('inflates each message with the window of those before it, where the peer takes its context over (RFC 7692 §7.1.1)', () => {
    const { inflation, inflater } = inflationOf(100, 15);
    expect([[...inflation.inflateSync(bytes(1, 2))], [...inflation.inflateSync(bytes(3))], [...inflation.inflateSync(bytes())]]).toEqual([
      [1, 2],
      [3],
      [],
    ]);
    inflation.inflateSync(bytes(4));
    expect(inflater.calls).toEqual([
      { sync: [1, 2], window: undefined, maxBytes: 100 },
      { sync: [3], window: [1, 2], maxBytes: 100 },
      { sync: [], window: [1, 2, 3], maxBytes: 100 },
      { sync: [4], window: [1, 2, 3], maxBytes: 100 },
    ]);
  });

  it('remembers nothing where the peer forgets its context (RFC 7692 §7.1.1)', () => {
    const { inflation, inflater } = inflationOf(100);
    inflation.inflateSync(bytes(1, 2));
    inflation.inflateSync(bytes(3));
    inflation.push(bytes(4), true, () => {});
    expect(inflater.calls).toEqual([
      { sync: [1, 2], window: undefined, maxBytes: 100 },
      { sync: [3], window: undefined, maxBytes: 100 },
      { begin: undefined },
      { piece: [4], maxBytes: 100 },
    ]);
  });

  it('remembers a window as large as agreed (RFC 7692 §7.1.2)', () => {
    const { inflation, inflater } = inflationOf(10_000, 10);
    inflation.inflateSync(new Uint8Array(5000));
    inflation.inflateSync(bytes());
    expect(inflater.calls.at(-1)).toEqual({ sync: [], window: Array.from({ length: 1024 }, () => 0), maxBytes: 10_000 });
  });

  it('does not remember a message that failed', () => {
    const { inflation, inflater } = inflationOf(2, 15);
    expect(violationOf(() => inflation.inflateSync(bytes(1, 2, 3)))).toBe('message-too-big');
    inflation.inflateSync(bytes());
    expect(inflater.calls.at(-1)).toEqual({ sync: [], window: undefined, maxBytes: 2 });
  });

  it('takes a message in pieces, one at a time, with the window from before it', () => {
    const { inflation, inflater } = inflationOf(100, 15);
    const { done, results } = recorder();
    inflation.inflateSync(bytes(9));
    inflation.push(bytes(1, 2), false, done);
    expect({ busy: inflation.busy, inMessage: inflation.inMessage, results }).toEqual({ busy: true, inMessage: true, results: [] });
    inflater.finish(bytes(5, 6, 7));
    expect({ busy: inflation.busy, inMessage: inflation.inMessage, results }).toEqual({
      busy: false,
      inMessage: true,
      results: [[5, 6, 7]],
    });
    inflation.push(bytes(3), true, done);
    inflater.finish(bytes(8));
    expect({ busy: inflation.busy, inMessage: inflation.inMessage, results }).toEqual({
      busy: false,
      inMessage: false,
      results: [[5, 6, 7], [8]],
    });
    inflation.inflateSync(bytes(4));
    expect(inflater.calls).toEqual([
      { sync: [9], window: undefined, maxBytes: 100 },
      { begin: [9] },
      { piece: [1, 2], maxBytes: 100 },
      { piece: [3], maxBytes: 97 },
      { dispose: true },
      { sync: [4], window: [9, 5, 6, 7, 8], maxBytes: 100 },
    ]);
  });

  it('leaves each message the whole limit again', () => {
    const { inflation, inflater } = inflationOf(100);
    for (const _ of [1, 2]) {
      inflation.push(bytes(1, 2), true, () => {});
      inflater.finish();
    }
    expect(inflater.calls.filter((call) => 'piece' in call)).toEqual([
      { piece: [1, 2], maxBytes: 100 },
      { piece: [1, 2], maxBytes: 100 },
    ]);
  });

  it('is over when a piece fails', () => {
    const { inflation, inflater } = inflationOf(100, 15);
    const { done, results } = recorder();
    const error = new ProtocolError('invalid-deflate');
    inflation.push(bytes(1), false, done);
    inflater.fail(error);
    expect({ busy: inflation.busy, inMessage: inflation.inMessage, results }).toEqual({ busy: false, inMessage: false, results: [error] });
    expect(inflater.calls.at(-1)).toEqual({ dispose: true });
  });

  it('is not busy any more, and free of its inflater, when `done` is called', () => {
    const { inflation, inflater } = inflationOf(100);
    const seen: unknown[] = [];
    inflation.push(bytes(1), true, () => seen.push({ busy: inflation.busy, inMessage: inflation.inMessage }));
    inflater.finish();
    expect(seen).toEqual([{ busy: false, inMessage: false }]);
  });

  it('frees its inflater in the midst of a message', () => {
    const { inflation, inflater } = inflationOf(100);
    inflation.push(bytes(1), false, () => {});
    inflation.dispose();
    expect({ busy: inflation.busy, inMessage: inflation.inMessage, last: inflater.calls.at(-1) }).toEqual({
      busy: false,
      inMessage: false,
      last: { dispose: true },
    });
  });

  it('has nothing to free between messages', () => {
    const { inflation, inflater } = inflationOf(100);
    inflation.dispose();
    expect(inflater.calls).toEqual([]);
  });
});
