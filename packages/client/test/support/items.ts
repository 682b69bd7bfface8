/** An asynchronous source of values; its `return()`, and its end, are told. */
export async function* itemsOf<Item, Result>(
  items: Iterable<Item>,
  result: Result,
  onEnd: () => void = () => {},
): AsyncGenerator<Item, Result> {
  try {
    for (const item of items) yield await Promise.resolve(item);
    return result;
  } finally {
    onEnd();
  }
}

/** A source that gives one item, and then waits until it is told to return. */
export function endless(item: unknown, onReturn: () => void): AsyncIterable<unknown> {
  let isFirst = true;
  return {
    [Symbol.asyncIterator]: () => ({
      next() {
        if (!isFirst) return new Promise(() => {});
        isFirst = false;
        return Promise.resolve({ done: false, value: item });
      },
      return() {
        onReturn();
        return Promise.resolve({ done: true, value: undefined });
      },
    }),
  };
}
