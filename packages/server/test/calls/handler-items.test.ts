import { describe, expect, it } from 'vitest';
import { handlerItems } from '../../src/calls/handler-items.ts';
import { settled } from '../support/session-pair.ts';

/** An iterator whose items and return a test has in its hands. */
function handMade(returns: (() => Promise<IteratorResult<unknown>>) | undefined) {
  const asked: { resolve: (result: IteratorResult<unknown>) => void; reject: (error: unknown) => void }[] = [];
  const items = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise<IteratorResult<unknown>>((resolve, reject) => asked.push({ resolve, reject })),
      ...(returns && { return: returns }),
    }),
  };
  return { items, asked };
}

function iteratorOf(items: AsyncIterable<unknown> | Iterable<unknown>, late: unknown[]): AsyncIterator<unknown> {
  const observed = handlerItems(items, (error) => late.push(error));
  if (Symbol.asyncIterator in observed) return observed[Symbol.asyncIterator]();
  throw new Error('not asynchronous');
}

const DONE = { done: true, value: undefined } as const;

describe('handlerItems', () => {
  it('passes items, the end and errors on as they are', async () => {
    const late: unknown[] = [];
    const iterator = iteratorOf(
      (async function* () {
        yield await Promise.resolve(1);
        return 'result';
      })(),
      late,
    );
    const failing = iteratorOf(
      // biome has no objection to a generator that yields nothing.
      (async function* () {
        yield await Promise.reject(new Error('broken'));
      })(),
      late,
    );
    expect([await iterator.next(), await iterator.next(), await failing.next().catch(String), late]).toEqual([
      { done: false, value: 1 },
      { done: true, value: 'result' },
      'Error: broken',
      [],
    ]);
  });

  it('leaves alone what can be iterated at once', () => {
    const items = [1, 2];
    expect(handlerItems(items, () => {})).toBe(items);
  });

  it('tells what is thrown while it returns, and returns all the same', async () => {
    const late: unknown[] = [];
    const { items } = handMade(() => Promise.reject(new Error('cannot tidy')));
    expect([await iteratorOf(items, late).return?.(), late]).toEqual([DONE, [new Error('cannot tidy')]]);
  });

  it('tells what the item throws that was being made then', async () => {
    const late: unknown[] = [];
    const { items, asked } = handMade(() => Promise.resolve(DONE));
    const iterator = iteratorOf(items, late);
    iterator.next().catch(() => {});
    const returned = iterator.return?.();
    asked[0]?.reject(new Error('half made'));
    expect([await returned, late]).toEqual([DONE, [new Error('half made')]]);
  });

  it('does not wait for an item that never comes when the source has returned', async () => {
    const { items } = handMade(() => Promise.resolve(DONE));
    const iterator = iteratorOf(items, []);
    void iterator.next();
    expect(await iterator.return?.()).toEqual(DONE);
  });

  it('waits for the item that is being made where the source cannot return', async () => {
    const late: unknown[] = [];
    const { items, asked } = handMade(undefined);
    const iterator = iteratorOf(items, late);
    iterator.next().catch(() => {});
    let isReturned = false;
    const returned = iterator.return?.().then(() => {
      isReturned = true;
    });
    await settled();
    expect(isReturned).toBe(false);
    asked[0]?.reject(new Error('half made'));
    await returned;
    expect(late).toEqual([new Error('half made')]);
  });
});
