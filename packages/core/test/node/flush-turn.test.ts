import { describe, expect, it, vi } from 'vitest';
import { flushAtEndOfTurn } from '../../src/node/flush-turn.ts';

/** A target that writes its name down when it is flushed. */
function targets(...names: string[]): { flushed: string[]; all: { flush: () => void }[] } {
  const flushed: string[] = [];
  return { flushed, all: names.map((name) => ({ flush: () => void flushed.push(name) })) };
}

const endOfTurn = () => new Promise((resolve) => setImmediate(resolve));

describe('flushAtEndOfTurn', () => {
  it('flushes all targets of a turn in order, and none at once', async () => {
    const { flushed, all } = targets('a', 'b', 'c');
    for (const target of all) flushAtEndOfTurn(target);
    expect(flushed).toEqual([]);
    await endOfTurn();
    expect(flushed).toEqual(['a', 'b', 'c']);
  });

  it('flushes before the next turn of the event loop begins', async () => {
    const { flushed, all } = targets('a');
    const order: string[] = [];
    setImmediate(() => order.push(`immediate, after ${flushed}`));
    for (const target of all) flushAtEndOfTurn(target);
    await endOfTurn();
    expect(order).toEqual(['immediate, after a']);
  });

  it('shares one microtask among all', () => {
    const queue = vi.spyOn(globalThis, 'queueMicrotask');
    for (const target of targets('a', 'b', 'c').all) flushAtEndOfTurn(target);
    expect(queue).toHaveBeenCalledTimes(1);
    queue.mockRestore();
  });

  it('flushes once what a chain of promises asks for', async () => {
    const { flushed, all } = targets('a');
    const [target] = all;
    for (let step = 0; step < 5 && target !== undefined; step += 1) {
      await Promise.resolve();
      if (flushed.length === 0) flushAtEndOfTurn(target);
    }
    expect(flushed).toEqual([]);
    await endOfTurn();
    expect(flushed).toHaveLength(5);
  });

  it('flushes in a microtask of its own what asks for it while others are flushed', async () => {
    const flushed: string[] = [];
    const late = { flush: () => void flushed.push('late') };
    flushAtEndOfTurn({
      flush: () => {
        flushAtEndOfTurn(late);
        flushed.push('first');
      },
    });
    flushAtEndOfTurn({ flush: () => void flushed.push('second') });
    await endOfTurn();
    expect(flushed).toEqual(['first', 'second', 'late']);
  });

  it('flushes the others when a handler of one throws', async () => {
    const { flushed, all } = targets('a', 'b');
    const uncaught = vi.fn();
    process.prependOnceListener('uncaughtException', uncaught);
    const listeners = process.listeners('uncaughtException').filter((listener) => listener !== uncaught);
    for (const listener of listeners) process.off('uncaughtException', listener);
    const error = new Error('from onDrain');
    flushAtEndOfTurn({
      flush: () => {
        throw error;
      },
    });
    for (const target of all) flushAtEndOfTurn(target);
    await endOfTurn();
    for (const listener of listeners) process.on('uncaughtException', listener);
    expect({ flushed, thrown: uncaught.mock.calls.map(([thrown]) => thrown) }).toEqual({ flushed: ['a', 'b'], thrown: [error] });
  });
});
