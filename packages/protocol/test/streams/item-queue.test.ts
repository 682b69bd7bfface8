import { describe, expect, it } from 'vitest';
import { ItemQueue } from '../../src/streams/item-queue.ts';

/** A queue that writes down what its stream is told. */
function newQueue() {
  const told: string[] = [];
  const queue = new ItemQueue<number, string>({ onTaken: () => told.push('taken'), onAbandoned: () => told.push('abandoned') });
  return { queue, told };
}

/** Reads to the end: items and how it ended. */
async function read(iterator: AsyncIterator<number, string>): Promise<unknown[]> {
  const seen: unknown[] = [];
  try {
    for (;;) {
      const { done, value } = await iterator.next();
      seen.push(done === true ? { result: value } : value);
      if (done === true) return seen;
    }
  } catch (error) {
    return [...seen, { error }];
  }
}

describe('ItemQueue', () => {
  it('hands out what waits, then what comes, in order, then the result', async () => {
    const { queue, told } = newQueue();
    queue.push(1);
    queue.push(2);
    const reading = read(queue[Symbol.asyncIterator]());
    await Promise.resolve();
    queue.push(3);
    queue.end('done');
    expect(await reading).toEqual([1, 2, 3, { result: 'done' }]);
    expect(told).toEqual(['taken', 'taken', 'taken']);
  });

  it('tells that an item is taken when it is taken, not when it comes', async () => {
    const { queue, told } = newQueue();
    const iterator = queue[Symbol.asyncIterator]();
    queue.push(1);
    queue.push(2);
    expect(told).toEqual([]);
    expect(await iterator.next()).toEqual({ done: false, value: 1 });
    expect(told).toEqual(['taken']);
  });

  it('serves consumers that ask ahead in their order', async () => {
    const { queue } = newQueue();
    const iterator = queue[Symbol.asyncIterator]();
    const asked = [iterator.next(), iterator.next(), iterator.next()];
    queue.push(1);
    queue.push(2);
    queue.end('done');
    expect(await Promise.all(asked)).toEqual([
      { done: false, value: 1 },
      { done: false, value: 2 },
      { done: true, value: 'done' },
    ]);
  });

  it('gives what waits before a failure, and nothing before an abort', async () => {
    const error = new Error('lost');
    const failed = newQueue().queue;
    const aborted = newQueue().queue;
    for (const queue of [failed, aborted]) queue.push(1);
    failed.fail(error);
    aborted.abort(error);
    expect(await read(failed[Symbol.asyncIterator]())).toEqual([1, { error }]);
    expect(await read(aborted[Symbol.asyncIterator]())).toEqual([{ error }]);
  });

  it.each(['complete', 'failed'])('gives no end that looks complete where an abort dropped items of a stream that was %s', async (how) => {
    const { queue } = newQueue();
    const [failure, error] = [new Error('failure'), new Error('aborted')];
    queue.push(1);
    if (how === 'complete') queue.end('done');
    else queue.fail(failure);
    queue.abort(error);
    expect(await read(queue[Symbol.asyncIterator]())).toEqual([{ error: how === 'complete' ? error : failure }]);
  });

  it('is not aborted once its consumer is gone', async () => {
    const { queue } = newQueue();
    const iterator = queue[Symbol.asyncIterator]();
    await iterator.return?.();
    queue.end('left');
    queue.abort(new Error('late'));
    expect(await read(iterator)).toEqual([{ result: 'left' }]);
  });

  it('knows how many items wait', async () => {
    const { queue } = newQueue();
    const iterator = queue[Symbol.asyncIterator]();
    queue.push(1);
    queue.push(2);
    const before = queue.size;
    await iterator.next();
    expect([before, queue.size]).toEqual([2, 1]);
  });

  it('goes by its first end, and drops what comes behind it', async () => {
    const { queue } = newQueue();
    queue.end('first');
    queue.fail(new Error('second'));
    queue.push(1);
    expect(await read(queue[Symbol.asyncIterator]())).toEqual([{ result: 'first' }]);
  });

  it('tells once that its consumer left early, and drops the rest', async () => {
    const { queue, told } = newQueue();
    queue.push(1);
    queue.push(2);
    for await (const item of queue) if (item === 1) break;
    queue.push(3);
    expect(told).toEqual(['taken', 'abandoned']);
  });

  it('tells that its consumer left where items wait before an end that has come, and drops them', async () => {
    const { queue, told } = newQueue();
    queue.push(1);
    queue.end('done');
    await queue[Symbol.asyncIterator]().return?.();
    expect([told, queue.size]).toEqual([['abandoned'], 0]);
  });

  it('tells nothing of a consumer that leaves at the end', async () => {
    const { queue, told } = newQueue();
    queue.end('done');
    for await (const item of queue) expect(item).toBeUndefined();
    expect(told).toEqual([]);
  });

  it('can be iterated once', () => {
    const { queue } = newQueue();
    queue[Symbol.asyncIterator]();
    expect(() => queue[Symbol.asyncIterator]()).toThrow(new TypeError('a stream can be iterated once'));
  });
});
