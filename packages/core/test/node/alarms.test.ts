import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Alarmed, clearAlarm, gridPoint, monotonicNow, setAlarm } from '../../src/node/alarms.ts';

/** Someone who writes down when it was told. */
class Sleeper implements Alarmed {
  readonly toldAt: number[] = [];

  alarm(): void {
    this.toldAt.push(monotonicNow());
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'], now: 0 });
  vi.advanceTimersByTime(10_000);
});

afterEach(() => {
  vi.runAllTimers();
  vi.useRealTimers();
});

describe('monotonicNow', () => {
  it('counts whole ms', () => {
    const before = monotonicNow();
    vi.advanceTimersByTime(7);
    expect([Number.isInteger(before), monotonicNow() - before]).toEqual([true, 7]);
  });
});

describe('gridPoint', () => {
  it.each([
    [0, 0],
    [1, 1],
    [50, 1],
    [51, 2],
    [100, 2],
  ])('rounds the deadline %d up to the point %d', (deadline, point) => {
    expect(gridPoint(deadline)).toBe(point);
  });

  it('rounds up, so that no alarm comes before its deadline and none 50 ms late', () => {
    const now = monotonicNow();
    const sleepers = Array.from({ length: 120 }, (_, nth) => ({ sleeper: new Sleeper(), deadline: now + nth }));
    for (const { sleeper, deadline } of sleepers) setAlarm(sleeper, gridPoint(deadline));
    vi.advanceTimersByTime(1000);
    const delays = sleepers.map(({ sleeper, deadline }) => (sleeper.toldAt[0] ?? Number.NaN) - deadline);
    expect({ early: delays.filter((late) => late < 0), late: delays.filter((late) => late >= 50), count: delays.length }).toEqual({
      early: [],
      late: [],
      count: 120,
    });
  });
});

describe('setAlarm', () => {
  it('tells once', () => {
    const sleeper = new Sleeper();
    const now = monotonicNow();
    setAlarm(sleeper, gridPoint(now + 1000));
    vi.advanceTimersByTime(999);
    expect(sleeper.toldAt).toEqual([]);
    vi.advanceTimersByTime(5000);
    expect(sleeper.toldAt).toEqual([now + 1000]);
  });

  it('tells at once what is past, but in a later turn', () => {
    const sleeper = new Sleeper();
    setAlarm(sleeper, gridPoint(monotonicNow() - 1000));
    expect(sleeper.toldAt).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(sleeper.toldAt.length).toBe(1);
  });

  it('shares one timer among all of one point', () => {
    const point = gridPoint(monotonicNow() + 1000);
    const sleepers = Array.from({ length: 1000 }, () => new Sleeper());
    for (const sleeper of sleepers) setAlarm(sleeper, point);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(1000);
    expect(sleepers.every(({ toldAt }) => toldAt.length === 1)).toBe(true);
  });

  it('does not wait longer than a timer can: it tells too early, and not at once', () => {
    const sleeper = new Sleeper();
    const now = monotonicNow();
    setAlarm(sleeper, gridPoint(now + 2 ** 40));
    vi.advanceTimersByTime(2 ** 31 - 2);
    expect(sleeper.toldAt).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(sleeper.toldAt).toEqual([now + 2 ** 31 - 1]);
  });

  it('may be called for the same point by one who is being told', () => {
    const told: string[] = [];
    const point = gridPoint(monotonicNow() + 100);
    const again: Alarmed = { alarm: () => void told.push('again') };
    setAlarm({ alarm: () => setAlarm(again, point) }, point);
    vi.advanceTimersByTime(100);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(told).toEqual(['again']);
  });

  it('tells the others when a handler of one throws', () => {
    const sleepers = [new Sleeper(), new Sleeper()];
    const point = gridPoint(monotonicNow() + 100);
    const failing: Alarmed = {
      alarm: () => {
        throw new Error('from onClose');
      },
    };
    for (const target of [failing, ...sleepers]) setAlarm(target, point);
    expect(() => vi.advanceTimersByTime(100)).toThrow('from onClose');
    vi.advanceTimersByTime(1);
    expect(sleepers.map(({ toldAt }) => toldAt.length)).toEqual([1, 1]);
  });

  it('keeps no process alive', () => {
    const unref = vi.fn();
    const timer = vi.spyOn(globalThis, 'setTimeout').mockReturnValue(
      Object.assign(
        setTimeout(() => {}, 0),
        { unref },
      ),
    );
    setAlarm(new Sleeper(), gridPoint(monotonicNow() + 77_000));
    expect(unref).toHaveBeenCalledTimes(1);
    timer.mockRestore();
  });
});

describe('clearAlarm', () => {
  it('takes an alarm back, and leaves no timer', () => {
    const sleeper = new Sleeper();
    const point = gridPoint(monotonicNow() + 1000);
    setAlarm(sleeper, point);
    clearAlarm(sleeper, point);
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(2000);
    expect(sleeper.toldAt).toEqual([]);
  });

  it('leaves the alarms of others', () => {
    const [one, other] = [new Sleeper(), new Sleeper()];
    const point = gridPoint(monotonicNow() + 1000);
    setAlarm(one, point);
    setAlarm(other, point);
    clearAlarm(one, point);
    vi.advanceTimersByTime(2000);
    expect([one.toldAt.length, other.toldAt.length]).toEqual([0, 1]);
  });

  it('does nothing for one who has no alarm there', () => {
    const [one, other] = [new Sleeper(), new Sleeper()];
    const point = gridPoint(monotonicNow() + 1000);
    setAlarm(one, point);
    clearAlarm(other, point);
    clearAlarm(one, point + 1);
    vi.advanceTimersByTime(2000);
    expect(one.toldAt.length).toBe(1);
  });
});
