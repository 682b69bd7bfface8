import { describe, expect, it } from 'vitest';
import { OrderBook } from '../../../exchange/simulated/order-book.ts';

function bookOf(): OrderBook {
  const book = new OrderBook();
  for (const price of [99, 97, 98]) book.offer('buy', { price, quantity: 10 });
  for (const price of [101, 103, 102]) book.offer('sell', { price, quantity: 10 });
  return book;
}

const level = (price: number, quantity: number) => ({ price, quantity });

describe('OrderBook', () => {
  it('has no best price while it is empty', () => {
    expect(new OrderBook().best('buy')).toBeUndefined();
  });

  it('keeps the best prices in front', () => {
    const book = bookOf();
    expect(book.levels('buy')).toEqual([level(99, 10), level(98, 10), level(97, 10)]);
    expect(book.levels('sell')).toEqual([level(101, 10), level(102, 10), level(103, 10)]);
    expect([book.best('buy'), book.best('sell')]).toEqual([99, 101]);
  });

  it('replaces the level at a price', () => {
    const book = bookOf();
    book.offer('sell', level(102, 3));
    expect(book.levels('sell')).toEqual([level(101, 10), level(102, 3), level(103, 10)]);
  });

  it('forgets the worst levels past twelve', () => {
    const book = new OrderBook();
    for (let price = 1; price <= 20; price += 1) book.offer('buy', level(price, 1));
    expect(book.levels('buy').map(({ price }) => price)).toEqual([20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9]);
  });

  it('withdraws what is better than a price', () => {
    const book = bookOf();
    book.withdraw('buy', 98);
    book.withdraw('sell', 103);
    expect(book.levels('buy')).toEqual([level(98, 10), level(97, 10)]);
    expect(book.levels('sell')).toEqual([level(103, 10)]);
  });

  it.each([
    { side: 'buy', quantity: 4, limit: 200, taken: [level(101, 4)], best: 101 },
    { side: 'buy', quantity: 10, limit: 200, taken: [level(101, 10)], best: 102 },
    { side: 'buy', quantity: 15, limit: 200, taken: [level(101, 10), level(102, 5)], best: 102 },
    { side: 'buy', quantity: 15, limit: 101, taken: [level(101, 10)], best: 102 },
    { side: 'buy', quantity: 15, limit: 100, taken: [], best: 101 },
    { side: 'buy', quantity: 99, limit: 200, taken: [level(101, 10), level(102, 10), level(103, 10)], best: undefined },
    { side: 'sell', quantity: 15, limit: 98, taken: [level(99, 10), level(98, 5)], best: 98 },
    { side: 'sell', quantity: 1, limit: 100, taken: [], best: 99 },
  ] as const)('takes $quantity for a $side within $limit', ({ side, quantity, limit, taken, best }) => {
    const book = bookOf();
    expect(book.take(side, quantity, limit)).toEqual(taken);
    expect(book.best(side === 'buy' ? 'sell' : 'buy')).toBe(best);
  });
});
