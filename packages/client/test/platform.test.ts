import { describe, expect, it } from 'vitest';
import { connectOn } from '../src/platform.ts';
import { type Market, market } from './support/market.ts';
import { MemoryServer } from './support/memory-server.ts';
import { VirtualPlatform } from './support/virtual-platform.ts';

describe('connectOn', () => {
  it('makes a typed client on the platform that it is given', async () => {
    const platform = new VirtualPlatform();
    const server = new MemoryServer(platform, market);
    platform.network = server.accept;
    const client = connectOn<Market>(platform, 'ws://trunkline.test/rpc');
    server.answer = (call) => call.respond(call.params);
    const called = client.call.orders.place({ symbol: 'ACME' });
    await platform.advance(0);
    expect([await called, client.status]).toEqual([{ symbol: 'ACME' }, 'live']);
    await client.close();
    expect(platform.timers).toBe(0);
  });

  it('refuses a wrong option as connect does', () => {
    expect(() => connectOn<Market>(new VirtualPlatform(), 'ftp://trunkline.test')).toThrow(TypeError);
  });
});
