import { settled } from '@trunkline/test-kit/settled';
import { VirtualPlatform } from '@trunkline/test-kit/virtual-platform';
import { describe, expect, it } from 'vitest';
import { ValueRepair } from '../../src/rooms/value-repair.ts';

function repaired() {
  const platform = new VirtualPlatform();
  const loads: (() => void)[] = [];
  const loaded: number[] = [];
  const warnings: string[] = [];
  const room = {
    isClosed: false,
    loaded,
    warnings,
    failures: 0,
    loadValues: () =>
      new Promise<void>((resolve, reject) => {
        if (room.failures > 0) reject(new Error('away'));
        else loads.push(resolve);
        room.failures -= 1;
      }),
    valuesLoaded: (since: number) => void loaded.push(since),
    warn: (_: unknown, message: string) => void warnings.push(message),
  };
  return { platform, loads, room, repair: new ValueRepair(room, platform) };
}

describe('ValueRepair', () => {
  it('reads once for what is missed before it begins to read, and again for what is missed meanwhile', async () => {
    const { loads, room, repair } = repaired();
    repair.missed(5);
    repair.missed(7);
    repair.missed(3);
    expect(loads).toHaveLength(1);
    loads.shift()?.();
    await settled();
    expect([room.loaded, loads.length]).toEqual([[5], 1]);
    loads.shift()?.();
    await settled();
    expect([room.loaded, loads.length]).toEqual([[5, 3], 0]);
  });

  it('tries again every second until it has read, and forgets nothing that was missed', async () => {
    const { platform, loads, room, repair } = repaired();
    room.failures = 2;
    repair.missed(5);
    await settled();
    repair.missed(2);
    await platform.advance(999);
    expect([room.warnings.length, loads.length]).toEqual([1, 0]);
    await platform.advance(1_001);
    const message = 'the values of a room could not be read; that is tried again';
    expect([room.warnings, loads.length]).toEqual([[message, message], 1]);
    loads.shift()?.();
    await settled();
    expect([room.loaded, platform.timers]).toEqual([[2], 0]);
  });

  it('ends with the room', async () => {
    const { platform, loads, room, repair } = repaired();
    room.failures = 1;
    repair.missed(5);
    await settled();
    room.isClosed = true;
    await platform.advance(10_000);
    expect([loads, platform.timers]).toEqual([[], 0]);
  });

  it('begins anew after it was done', async () => {
    const { loads, room, repair } = repaired();
    for (const since of [5, 6]) {
      repair.missed(since);
      loads.shift()?.();
      await settled();
    }
    expect(room.loaded).toEqual([5, 6]);
  });
});
