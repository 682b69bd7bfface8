import { describe, expect, it } from 'vitest';
import { EventQueue } from './event-queue.ts';
import { Random } from './random.ts';

describe('EventQueue', () => {
  it('has no next time while it is empty', () => {
    const queue = new EventQueue<string>();
    expect([queue.size, queue.nextTime, queue.take()]).toEqual([0, Number.POSITIVE_INFINITY, undefined]);
  });

  it('gives events by their times, and those of one time in the order of their coming', () => {
    const random = new Random('events');
    const added = Array.from({ length: 500 }, (_, index) => ({ time: random.between(0, 50), index }));
    const queue = new EventQueue<{ readonly time: number; readonly index: number }>();
    for (const event of added) queue.add(event.time, event);
    const taken = Array.from({ length: 500 }, () => queue.take());
    expect(taken).toEqual(added.toSorted((one, other) => one.time - other.time || one.index - other.index));
    expect(queue.size).toBe(0);
  });

  it('takes in what comes between', () => {
    const queue = new EventQueue<string>();
    queue.add(10, 'late');
    queue.add(5, 'early');
    expect(queue.take()).toBe('early');
    queue.add(7, 'between');
    expect([queue.nextTime, queue.take(), queue.take()]).toEqual([7, 'between', 'late']);
  });
});
