import { describe, expect, it } from 'vitest';
import { VirtualTime } from './virtual-time.ts';

describe('VirtualTime', () => {
  it('jumps from event to event and not beyond the limit', () => {
    const time = new VirtualTime();
    const seen: number[] = [];
    for (const at of [30, 10]) time.at(at, () => seen.push(time.now));
    expect([time.next(20), time.next(20), time.now]).toEqual([true, false, 20]);
    expect([time.next(Number.POSITIVE_INFINITY), seen]).toEqual([true, [10, 30]]);
  });

  it('lets what is late happen now, and what never comes never', () => {
    const time = new VirtualTime();
    time.at(50, () => time.at(10, () => {}));
    time.at(Number.POSITIVE_INFINITY, () => {});
    while (time.next(1_000));
    expect(time.now).toBe(1_000);
  });
});
