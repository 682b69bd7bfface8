import { systemError } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { CallSlots } from '../../src/calls/call-slots.ts';

describe('CallSlots', () => {
  it('gives out so many, and again what was freed', () => {
    const slots = new CallSlots(2);
    const [a, b, c] = [{ abort: () => {} }, { abort: () => {} }, { abort: () => {} }];
    expect([slots.take(a), slots.take(b), slots.take(c), slots.size]).toEqual([true, true, false, 2]);
    slots.free(a);
    slots.free(a);
    slots.free(c);
    expect([slots.size, slots.take(c)]).toEqual([1, true]);
  });

  it('aborts all that hold one, each once, though they free them meanwhile', () => {
    const slots = new CallSlots(3);
    const told: unknown[] = [];
    for (const name of ['a', 'b', 'c']) {
      const holder = {
        abort: (cause: unknown) => {
          told.push([name, cause]);
          slots.free(holder);
        },
      };
      slots.take(holder);
    }
    const cause = systemError('Closed');
    slots.abortAll(cause);
    expect([told, slots.size]).toEqual([
      [
        ['a', cause],
        ['b', cause],
        ['c', cause],
      ],
      0,
    ]);
  });
});
