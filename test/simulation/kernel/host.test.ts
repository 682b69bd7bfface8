import { describe, expect, it } from 'vitest';
import { Host } from './host.ts';
import { testStage } from './test-stage.ts';
import { Violation } from './violation.ts';

/** A host whose program wants to be woken once, at `deadline` of its own clock behind the start. */
function hostWith(deadline: number) {
  const stage = testStage('host');
  const rings: number[] = [];
  let left = 1;
  const host: Host = new Host(stage, 'host', {
    nextDeadline: () => (left > 0 ? start + deadline : Number.POSITIVE_INFINITY),
    timePassed: () => {
      left -= 1;
      rings.push(stage.time.now);
    },
    check: () => {},
  });
  const start = host.now;
  return { host, time: stage.time, rings };
}

describe('Host', () => {
  it('rings a timer at its deadline or a little later', () => {
    const { host, time, rings } = hostWith(100);
    host.act(() => {});
    while (time.next(1_000));
    expect(rings).toEqual([expect.toSatisfy((at: number) => at >= 100 && at < 120)]);
  });

  it('does nothing while it sleeps, and all of it afterwards', () => {
    const { host, time, rings } = hostWith(100);
    const seen: number[] = [];
    host.act(() => host.sleep(5_000));
    host.after(50, () => seen.push(time.now));
    while (time.next(10_000));
    expect([seen, rings]).toEqual([[5_000], [5_000]]);
  });

  it('does what came due in its sleep in order, also when that was made longer meanwhile', () => {
    const { host, time } = hostWith(Number.POSITIVE_INFINITY);
    const seen: number[] = [];
    host.act(() => host.sleep(5_000));
    host.after(50, () => seen.push(1));
    time.at(100, () => host.sleep(6_000));
    time.at(200, () => host.after(0, () => seen.push(2)));
    while (time.next(10_000));
    expect(seen).toEqual([1, 2]);
  });

  it('rings a timer unless it is stopped, and never early', () => {
    const { host, time } = hostWith(Number.POSITIVE_INFINITY);
    const seen: number[] = [];
    host.timer(50, () => seen.push(time.now));
    host.timer(60, () => expect.unreachable())();
    while (time.next(1_000));
    expect(seen).toEqual([expect.toSatisfy((at: number) => at >= 50 && at < 70)]);
  });

  it('does nothing that is planned while it is dead', () => {
    const { host, time } = hostWith(Number.POSITIVE_INFINITY);
    host.die();
    host.after(50, () => expect.unreachable());
    while (time.next(1_000));
  });

  it('forgets its plans when it dies', () => {
    const { host, time, rings } = hostWith(100);
    host.act(() => {});
    host.after(50, () => expect.unreachable());
    host.die();
    host.start();
    while (time.next(1_000));
    expect(rings).toEqual([]);
  });

  it('makes a violation of whatever is thrown', () => {
    const { host } = hostWith(100);
    const broken = () => {
      throw new RangeError('broken');
    };
    expect(() => host.act(broken)).toThrow(Violation);
  });
});
