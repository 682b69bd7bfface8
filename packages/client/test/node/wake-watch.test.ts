import { describe, expect, it } from 'vitest';
import { watchSleep } from '../../src/node/wake-watch.ts';
import { VirtualPlatform } from '../support/virtual-platform.ts';

function watching() {
  const platform = new VirtualPlatform();
  const wokeAt: number[] = [];
  const stop = watchSleep({ date: () => platform.date(), after: (delayMs, run) => platform.after(delayMs, run) }, () => {
    wokeAt.push(platform.now());
  });
  return { platform, wokeAt, stop };
}

describe('watchSleep', () => {
  it('tells of each sleep once, soon behind it, by the date alone', async () => {
    const { platform, wokeAt } = watching();
    await platform.advance(12_000);
    platform.sleep(3_600_000);
    await platform.advance(20_000);
    platform.sleep(2_001);
    await platform.advance(20_000);
    expect(wokeAt).toEqual([15_000, 35_000]);
  });

  it('does not take a process that was busy, or a date that was set back, for a sleep', async () => {
    const { platform, wokeAt } = watching();
    platform.sleep(2_000);
    await platform.advance(10_000);
    platform.sleep(-3_600_000);
    await platform.advance(10_000);
    expect(wokeAt).toEqual([]);
  });

  it('stops, also within the call', async () => {
    const { platform, wokeAt, stop } = watching();
    platform.sleep(60_000);
    await platform.advance(5_000);
    stop();
    expect([wokeAt, platform.timers]).toEqual([[5_000], 0]);
    const closed = new VirtualPlatform();
    const end = watchSleep({ date: () => closed.date(), after: (delayMs, run) => closed.after(delayMs, run) }, () => end());
    closed.sleep(60_000);
    await closed.advance(5_000);
    expect(closed.timers).toBe(0);
  });
});
