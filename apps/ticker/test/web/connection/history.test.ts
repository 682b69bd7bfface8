import { describe, expect, it } from 'vitest';
import { History, SLICES } from '../../../web/connection/history.ts';

const tally = (messages: number, conflated = 0) => ({ messages, conflated, trades: 0, recovered: 0, gaps: 0, openings: 0 });

describe('History', () => {
  it('has what came in each slice, and the messages of the last second', () => {
    const history = new History(tally(100));
    history.add(tally(110, 5), false);
    history.add(tally(130, 5), true);
    history.add(tally(160, 6), false);
    expect(history.slices).toEqual([
      { ...tally(10, 5), wasAway: false },
      { ...tally(20, 0), wasAway: true },
      { ...tally(30, 1), wasAway: false },
    ]);
    expect(history.rate).toBe(50);
  });

  it('forgets what is older than it shows', () => {
    const history = new History(tally(0));
    for (let index = 1; index <= SLICES + 10; index += 1) history.add(tally(index), false);
    expect(history.slices).toHaveLength(SLICES);
  });

  it('knows the usual height of a slice beside single ones that are far above', () => {
    const history = new History(tally(0));
    for (let index = 1; index <= 20; index += 1) history.add(tally(index * 100), false);
    history.add(tally(100_000), false);
    expect(history.usualHeight).toBe(100);
    expect(new History(tally(0)).usualHeight).toBe(0);
  });
});
