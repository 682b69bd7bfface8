import { describe, expect, it } from 'vitest';
import { Line } from './line.ts';
import { VirtualTime } from './virtual-time.ts';

describe('Line', () => {
  it('keeps the order whatever the delays', () => {
    const time = new VirtualTime();
    const line = new Line(time);
    const arrived: [number, string][] = [];
    for (const [delayMs, what] of [
      [30, 'a'],
      [10, 'b'],
      [40, 'c'],
    ] as const)
      line.push(delayMs, () => arrived.push([time.now, what]));
    while (time.next(1_000));
    expect(arrived).toEqual([
      [30, 'a'],
      [30, 'b'],
      [40, 'c'],
    ]);
  });
});
