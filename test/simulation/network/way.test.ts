import { describe, expect, it } from 'vitest';
import { Host } from '../kernel/host.ts';
import { Random } from '../kernel/random.ts';
import { testStage } from '../kernel/test-stage.ts';
import { type Parcel, Way } from './way.ts';

const QUIET = { nextDeadline: () => Number.POSITIVE_INFINITY, timePassed: () => {}, check: () => {} };

function wayWith(delaysMs: readonly number[]) {
  const stage = testStage('way');
  const host = new Host(stage, 'host', QUIET);
  const arrived: [number, Parcel][] = [];
  const delays = [...delaysMs];
  const way = new Way(
    host,
    new Random('way'),
    () => delays.shift() ?? 0,
    (parcel) => arrived.push([stage.time.now, parcel]),
  );
  const run = () => {
    while (stage.time.next(60_000));
  };
  return { way, host, arrived, run, time: stage.time };
}

const message = (text: string): Parcel => ({ kind: 'message', message: text, sentAt: 0 });
const close: Parcel = { kind: 'close', code: 1000, reason: '' };

describe('Way', () => {
  it('keeps the order whatever the delays', () => {
    const { way, arrived, run } = wayWith([30, 10, 40]);
    for (const text of ['a', 'b', 'c']) way.push(message(text));
    run();
    expect(arrived).toEqual([
      [30, message('a')],
      [30, message('b')],
      [40, message('c')],
    ]);
  });

  it('carries nothing behind a close', () => {
    const { way, arrived, run } = wayWith([]);
    for (const parcel of [close, message('late')]) way.push(parcel);
    run();
    expect(arrived).toEqual([[0, close]]);
  });

  it('tells of a cut after some of what was under way', () => {
    const { way, arrived, run } = wayWith([5, 6, 7]);
    for (const text of ['a', 'b', 'c']) way.push(message(text));
    way.cut(100);
    way.push(message('late'));
    run();
    const kinds = arrived.map(([, { kind }]) => kind);
    expect(kinds.slice(0, -1)).toEqual(kinds.slice(0, -1).map(() => 'message'));
    expect(arrived.at(-1)).toEqual([100, { kind: 'lost' }]);
  });

  it('tells nobody when it vanishes', () => {
    const { way, arrived, run } = wayWith([5]);
    way.push(message('a'));
    way.vanish();
    run();
    expect([arrived, way.isOpen]).toEqual([[], false]);
  });

  it('takes its time for each parcel while it is slow', () => {
    const { way, arrived, run } = wayWith([]);
    way.slowDown(100, 150);
    for (const text of ['a', 'b', 'c', 'd']) way.push(message(text));
    run();
    const times = arrived.map(([at]) => at);
    expect(times[0]).toBe(0);
    expect(times.map((at, index) => at - (times[index - 1] ?? 0) >= 100)).toEqual([false, true, true, false]);
    expect(way.isFlowing).toBe(true);
  });

  it('holds everything while it is stalled, and delivers to nobody who sleeps', () => {
    const { way, host, arrived, run } = wayWith([5]);
    way.push(message('a'));
    way.stall(500);
    host.sleep(1_000);
    run();
    expect(arrived).toEqual([[expect.toSatisfy((at: number) => at >= 1_000 && at <= 1_030), message('a')]]);
  });
});
