import { describe, expect, it } from 'vitest';
import { Alarm, type AlarmClock } from '../../src/session/alarm.ts';

/** A clock that a test moves on. */
class Clock implements AlarmClock {
  readonly #timers = new Set<{ readonly at: number; readonly run: () => void }>();
  #now = 0;

  get timers(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#now;
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { at: this.#now + delayMs, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  advance(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= until).sort((one, other) => one.at - other.at);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = until;
  }
}

function rung() {
  const clock = new Clock();
  const times: number[] = [];
  const alarm = new Alarm(clock, () => times.push(clock.now()));
  return { clock, times, alarm };
}

describe('Alarm', () => {
  it('rings once, at its deadline', () => {
    const { clock, times, alarm } = rung();
    alarm.set(100);
    clock.advance(99);
    expect([times, clock.timers]).toEqual([[], 1]);
    clock.advance(1_000);
    expect([times, clock.timers]).toEqual([[100], 0]);
  });

  it('rings earlier when it is asked to, and with one timer', () => {
    const { clock, times, alarm } = rung();
    alarm.set(100);
    alarm.set(50);
    expect(clock.timers).toBe(1);
    clock.advance(1_000);
    expect(times).toEqual([50]);
  });

  it('does not touch its timer for a deadline that moves away: it rings in vain', () => {
    const { clock, times, alarm } = rung();
    alarm.set(50);
    alarm.set(100);
    alarm.set(Number.POSITIVE_INFINITY);
    clock.advance(1_000);
    expect(times).toEqual([50]);
  });

  it('can be set anew by whoever it rings for', () => {
    const clock = new Clock();
    const times: number[] = [];
    const alarm: Alarm = new Alarm(clock, () => {
      times.push(clock.now());
      if (times.length < 3) alarm.set(clock.now() + 10);
    });
    alarm.set(10);
    clock.advance(100);
    expect([times, clock.timers]).toEqual([[10, 20, 30], 0]);
  });

  it('rings at once for what is over already, but not within set', () => {
    const { clock, times, alarm } = rung();
    clock.advance(100);
    alarm.set(20);
    expect(times).toEqual([]);
    clock.advance(0);
    expect(times).toEqual([100]);
  });

  it.each([Number.POSITIVE_INFINITY, 1e300])('keeps at most one timer for %s', (deadline) => {
    const { clock, alarm } = rung();
    alarm.set(deadline);
    expect(clock.timers).toBe(deadline < Number.POSITIVE_INFINITY ? 1 : 0);
  });

  it('is silent once it is stopped, until it is set again', () => {
    const { clock, times, alarm } = rung();
    alarm.set(10);
    alarm.stop();
    alarm.stop();
    expect(clock.timers).toBe(0);
    clock.advance(100);
    alarm.set(200);
    clock.advance(200);
    expect(times).toEqual([200]);
  });
});
