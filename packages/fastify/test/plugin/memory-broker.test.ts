import { describe, expect, it } from 'vitest';
import { memoryBroker } from '../../src/plugin/memory-broker.ts';

describe('memoryBroker', () => {
  it('makes brokers of stores of their own, which keep no process alive', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
    const before = timers();
    const brokers = [memoryBroker(), memoryBroker({ maxBytes: 1 << 20 })];
    // A room has something to be swept away in time.
    await Promise.all(brokers.map((broker) => broker.setMember('room', { peer: 'a', state: Uint8Array.of(1), incarnation: 'b' })));
    expect(timers()).toBe(before);
    const heads = await Promise.all(brokers.map((broker) => broker.heads(['room'])));
    const epochs = heads.map(([head]) => head?.position.epoch);
    expect(new Set(epochs).size).toBe(2);
    await Promise.all(brokers.map((broker) => broker.close()));
  });

  it.each([0, -1, Number.NaN])('refuses to keep at most %d bytes', (maxBytes) => {
    expect(() => memoryBroker({ maxBytes })).toThrow(RangeError);
  });
});
