import { DEFAULT_HEARTBEAT } from '@trunkline/protocol/wire';
import { VirtualPlatform } from '@trunkline/test-kit/virtual-platform';
import { describe, expect, it } from 'vitest';
import { WsKeepalive } from '../../src/links/ws-keepalive.ts';

/** A keepalive, and what it did to its socket, each with the time. */
function watched() {
  const platform = new VirtualPlatform();
  const done: string[] = [];
  const note = (what: string) => () => void done.push(`${platform.now()} ${what}`);
  return { platform, done, keepalive: new WsKeepalive({ ping: note('ping'), terminate: note('terminate') }, DEFAULT_HEARTBEAT, platform) };
}

describe('WsKeepalive', () => {
  it('asks a peer that was silent for 25 s, and cuts it 10 s later (protocol §8)', () => {
    const { platform, done, keepalive } = watched();
    keepalive.run();
    platform.pass(24_999);
    expect(done).toEqual([]);
    platform.pass(60_000);
    expect(done).toEqual(['25000 ping', '35000 terminate']);
    expect(platform.timers).toBe(0);
  });

  it('asks nothing of a peer that is heard, and touches no timer for that', () => {
    const { platform, done, keepalive } = watched();
    keepalive.run();
    for (let heard = 0; heard < 5; heard += 1) {
      platform.pass(20_000);
      keepalive.heard();
      expect(platform.timers).toBe(1);
    }
    expect(done).toEqual([]);
    platform.pass(25_000);
    keepalive.heard(); // the answer
    platform.pass(24_999);
    expect(done).toEqual(['125000 ping']);
  });

  it('rests until it runs, and while it rests; time that passes meanwhile does not count', () => {
    const { platform, done, keepalive } = watched();
    platform.pass(100_000);
    keepalive.run();
    platform.pass(20_000);
    keepalive.rest();
    platform.pass(100_000);
    expect(done).toEqual([]);
    keepalive.run();
    platform.pass(25_000);
    expect(done).toEqual(['245000 ping']);
  });
});
