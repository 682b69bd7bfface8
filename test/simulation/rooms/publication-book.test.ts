import { describe, expect, it } from 'vitest';
import { PublicationBook } from './publication-book.ts';

describe('PublicationBook', () => {
  it('numbers publications, and those of each publisher', () => {
    const book = new PublicationBook();
    const made = ['ann', 'bob', 'ann'].map((publisher) => book.begin('feed', 'item', 'k', publisher));
    expect(made.map(({ number, sequence }) => [number, sequence])).toEqual([
      [0, 0],
      [1, 0],
      [2, 1],
    ]);
    expect(book.of(1)).toBe(made[1]);
    expect(() => book.of(3)).toThrow(RangeError);
  });

  it('knows in which order values took effect, also of one that did so in two stores', () => {
    const book = new PublicationBook();
    for (const number of [5, 6, 5]) book.tookEffect(number);
    expect([book.orderFrom(5, 0), book.orderFrom(5, 1), book.orderFrom(6, 2), book.orderFrom(7, 0)]).toEqual([0, 2, undefined, undefined]);
  });
});
