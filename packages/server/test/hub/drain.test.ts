import { settled } from '@trunkline/test-kit/settled';
import { VirtualPlatform } from '@trunkline/test-kit/virtual-platform';
import { describe, expect, it } from 'vitest';
import { drain } from '../../src/hub/drain.ts';

/** A server with calls in flight, which writes down when it was asked for what. */
function draining(calls: number, withinMs: number) {
  const platform = new VirtualPlatform();
  const server = { calls };
  const told: string[] = [];
  const over = drain(
    {
      callsInFlight: () => server.calls,
      announce: (ms) => void told.push(`announced ${ms}`),
      closeAll: () => void told.push(`closed at ${platform.now()}`),
    },
    platform,
    withinMs,
  ).then(() => told.push('over'));
  return { platform, server, told, over };
}

describe('drain', () => {
  it('tells everybody, and closes at once where no call is in flight', async () => {
    const { told, over, platform } = draining(0, 1_000);
    expect(told).toEqual(['announced 1000']);
    await over;
    expect([told, platform.timers]).toEqual([['announced 1000', 'closed at 0', 'over'], 0]);
  });

  it('waits for the last call', async () => {
    const { told, platform, server } = draining(2, 1_000);
    await platform.advance(300);
    server.calls = 1;
    await platform.advance(200);
    expect(told).toEqual(['announced 1000']);
    server.calls = 0;
    await platform.advance(10);
    expect([told, platform.timers]).toEqual([['announced 1000', 'closed at 510', 'over'], 0]);
  });

  it('waits no longer than it was allowed', async () => {
    const { told, platform } = draining(1, 1_000);
    await platform.advance(999);
    expect(told).toEqual(['announced 1000']);
    await platform.advance(1);
    expect([told, platform.timers]).toEqual([['announced 1000', 'closed at 1000', 'over'], 0]);
  });

  it('does not wait at all where nothing is allowed', async () => {
    const { told } = draining(1, 0);
    await settled();
    expect(told).toEqual(['announced 0', 'closed at 0', 'over']);
  });
});
