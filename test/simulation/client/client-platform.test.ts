import { describe, expect, it } from 'vitest';
import { PlannedFailure } from '../hub/hub-log.ts';
import { Host } from '../kernel/host.ts';
import { Random } from '../kernel/random.ts';
import { testStage } from '../kernel/test-stage.ts';
import { ClientPlatform } from './client-platform.ts';

const QUIET = { nextDeadline: () => Number.POSITIVE_INFINITY, timePassed: () => {}, check: () => {} };

function platformOn(stage = testStage('platform')) {
  const host = new Host(stage, 'client', QUIET);
  const platform = new ClientPlatform(host, new Random('platform'), () => {
    throw new Error('there is no network here');
  });
  return { stage, platform };
}

describe('ClientPlatform', () => {
  it('rings a timer once, unless it is stopped, and counts those that wait', () => {
    const { stage, platform } = platformOn();
    const rung: string[] = [];
    const began = platform.now();
    platform.after(100, () => rung.push('first'));
    const stop = platform.after(200, () => rung.push('second'));
    expect(platform.timers).toBe(2);
    stop();
    while (stage.time.next(1_000));
    expect([rung, platform.timers, platform.now() - began]).toEqual([['first'], 0, 1_000]);
  });

  it('numbers its keys', () => {
    const { platform } = platformOn();
    expect([platform.randomKey(), platform.randomKey()]).toEqual(['key 1 of client', 'key 2 of client']);
  });

  it('takes failures that were planned, and raises all others', async () => {
    const { stage, platform } = platformOn();
    platform.report(new PlannedFailure('on purpose'));
    await stage.turn.end();
    platform.report(new Error('a bug'));
    stage.turn.opened();
    await expect(stage.turn.end()).rejects.toThrow('a bug');
  });

  it('is watched until that is ended', () => {
    const { platform } = platformOn();
    const observer = { onOnline: () => {}, onOffline: () => {}, onAwake: () => {} };
    const unwatch = platform.watch(observer);
    expect(platform.observer).toBe(observer);
    unwatch();
    expect(platform.observer).toBeUndefined();
  });
});
