import { describe, expect, it } from 'vitest';
import { CallSlots } from '../../src/calls/call-slots.ts';
import { plainScope } from '../../src/hub/plain-scope.ts';
import { PeerBench } from '../support/peer-bench.ts';

function scopeOf(bench: PeerBench) {
  const slots = new CallSlots(2);
  const identity = { context: { user: 'ann' }, principal: 'ann' };
  return { slots, scope: plainScope(bench.parts, { identity, log: bench.log, slots }) };
}

describe('plainScope', () => {
  it('has who calls, and no peer', () => {
    const bench = new PeerBench();
    const { scope, slots } = scopeOf(bench);
    const { takeCall: _, ...members } = scope;
    expect(members).toEqual({
      platform: bench.platform,
      log: bench.log,
      isChecking: true,
      slots,
      context: { user: 'ann' },
      peer: undefined,
    });
  });

  it('lets calls in by the rate of one peer, for each scope anew', async () => {
    const bench = new PeerBench({ calls: { perSecond: 10, burst: 2 } });
    const one = scopeOf(bench).scope;
    expect([one.takeCall(), one.takeCall(), one.takeCall(), scopeOf(bench).scope.takeCall()]).toEqual([0, 0, 100, 0]);
    await bench.platform.advance(100);
    expect(one.takeCall()).toBe(0);
  });
});
