import { describe, expect, it } from 'vitest';
import { Violation } from '../kernel/violation.ts';
import { testRoom } from './test-room.ts';

describe('RoomTruth', () => {
  it('knows what stands where, over all epochs', () => {
    const { truth, publish } = testRoom('feed');
    const { number } = publish('item');
    publish('price');
    publish('item');
    expect([truth.head, truth.numberAt({ epoch: 'e', offset: 1 })]).toEqual([{ epoch: 'e', offset: 2 }, number]);
    truth.begins('f');
    publish('item');
    expect(truth.head).toEqual({ epoch: 'f', offset: 1 });
    expect([truth.logged, truth.loggedUpTo({ epoch: 'f', offset: 1 }), truth.loggedUpTo({ epoch: 'e', offset: 1 })]).toEqual([3, 3, 1]);
    expect([truth.knows({ epoch: 'e', offset: 2 }), truth.knows({ epoch: 'f', offset: 2 })]).toEqual([true, false]);
  });

  it('tells what a log may have let go of: by count, by age, or with its store', () => {
    const { truth, publish, passMs } = testRoom('feed', 2);
    for (let count = 0; count < 3; count += 1) publish('item');
    const mayHaveLost = () => [0, 1, 3].map((offset) => truth.mayHaveLost({ epoch: 'e', offset }));
    expect(mayHaveLost()).toEqual([true, false, false]);
    passMs(60_000);
    expect(mayHaveLost()).toEqual([true, true, false]);
    truth.begins('f');
    expect(mayHaveLost()).toEqual([true, true, true]);
  });

  it('keeps the newest value of each key for its time', () => {
    const { truth, publish, passMs } = testRoom('feed');
    publish('price', 'a');
    passMs(5_000);
    const newest = [publish('price', 'a'), publish('price', 'b')];
    expect(truth.values()).toEqual(new Map(newest.map(({ key, number }) => [key, number])));
    passMs(10_000);
    expect(truth.values()).toEqual(new Map());
  });

  it('sees that a publish takes effect twice in one store, but not in two', () => {
    const { truth, publish } = testRoom('feed');
    const { number } = publish('item');
    expect(() => truth.published(number, 2)).toThrow(Violation);
    truth.begins('f');
    truth.published(number, 1);
    expect([truth.hasOffset(number, 1), truth.hasOffset(number, 2)]).toEqual([true, false]);
  });

  it('sees that two publishes of one client take effect in the wrong order', () => {
    const { truth, book } = testRoom('feed');
    const [first, second] = [book.begin('feed', 'item', 'k', 'client'), book.begin('feed', 'item', 'k', 'client')];
    truth.published(second.number, 1);
    expect(() => truth.published(first.number, 2)).toThrow('in their order');
  });

  it('promises no order to what has failed before', () => {
    const { truth, book } = testRoom('feed');
    const [first, second] = [book.begin('feed', 'item', 'k', 'client'), book.begin('feed', 'item', 'k', 'client')];
    truth.published(second.number, 1);
    first.isLoose = true;
    truth.published(first.number, 2);
    expect(truth.head.offset).toBe(2);
  });
});
