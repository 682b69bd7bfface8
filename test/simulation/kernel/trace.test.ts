import { describe, expect, it } from 'vitest';
import { Trace } from './trace.ts';

function traced(isKept: boolean, amount: number): Trace {
  const trace = new Trace(isKept);
  trace.add(1_500, 'client-0', 'timer');
  trace.add(1_501, 'client-0', 'sends', amount, () => 'a message');
  return trace;
}

describe('Trace', () => {
  it('keeps lines for readers', () => {
    expect(traced(true, 3).lines).toEqual(['    1.500  client-0    timer', '    1.501  client-0    sends  a message']);
  });

  it('has the same hash whether lines are kept or not', () => {
    expect(traced(true, 3).hash).toBe(traced(false, 3).hash);
    expect(traced(false, 3).lines).toEqual([]);
  });

  it('has another hash for anything else', () => {
    expect(traced(false, 3).hash).not.toBe(traced(false, 4).hash);
  });
});
