import { describe, expect, it } from 'vitest';
import type { Modules } from './modules.ts';
import { loadPublished } from './runs/load-modules.ts';
import { runSeeds } from './runs/seed-batch.ts';
import { runWorld } from './world.ts';

const modules = await loadPublished();

describe('runWorld', () => {
  it.each([1, 2, 3, 4])('gives the same world for seed %i each time', async (seed) => {
    const { hash, steps, features } = await runWorld(modules, seed, 500, true);
    const again = await runWorld(modules, seed, 500, false);
    expect([again.hash, again.steps, again.features]).toEqual([hash, steps, features]);
  });

  it('takes at least the steps that it is asked for', async () => {
    expect((await runWorld(modules, 6, 700, false)).steps).toBeGreaterThanOrEqual(700);
  });

  it('ends with what was violated, and reproduces that exactly', async () => {
    const broken = withoutTimers(modules);
    const { violation, trace, hash } = await runWorld(broken, 2, 500, true);
    expect(violation?.invariant).toBe('what has a deadline is over soon after it');
    expect(trace.at(-1)).toContain('VIOLATION');
    expect((await runWorld(broken, 2, 500, false)).hash).toBe(hash);
  });

  it('stops at the first seed that fails where that is wanted', async () => {
    const { seeds, failures } = await runSeeds(withoutTimers(modules), [2, 4, 6], 500, true);
    expect([seeds, failures.length]).toEqual([1, 1]);
  });
});

/** Clients whose sessions are never told that time passes. */
function withoutTimers({ wire, ...others }: Modules): Modules {
  class TimelessSession extends wire.ClientSession {
    override timePassed(): void {}
  }
  return { wire: { ...wire, ClientSession: TimelessSession }, ...others };
}
