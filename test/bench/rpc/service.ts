import type { Follow, Post, Reading, Receipt } from './station.ts';

/** Answers a post: the same for every candidate, and next to nothing. */
export function receiptOf({ text, isUrgent }: Post): Receipt {
  return { isNew: !isUrgent, offset: text.length };
}

/** The items of a stream, asynchronous as what applications stream is. */
export async function* readingsOf({ symbol, count }: Follow): AsyncGenerator<Reading, void> {
  await Promise.resolve(); // where others would open what they read from
  for (let tick = 0; tick < count; tick++) yield { symbol, price: tick / 4, tick };
}
