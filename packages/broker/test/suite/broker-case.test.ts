import { describe, expect, it } from 'vitest';
import { runCase } from '../../src/suite/broker-case.ts';
import { openMemory } from '../support/open-memory.ts';

describe('runCase', () => {
  it('gives a case two brokers on one store, and closes everything though the case fails', async () => {
    const closed: string[] = [];
    const open = async () => {
      const fixture = await openMemory((broker) => ({
        close: () => {
          closed.push('broker');
          return broker.heads([]).then(() => {});
        },
      }));
      return {
        ...fixture,
        dispose: () => {
          closed.push('store');
          return fixture.dispose();
        },
      };
    };
    const run = async ({ here, there }: Parameters<Parameters<typeof runCase>[0]['run']>[0]) => {
      await here.publish('room', { delivery: 'ephemeral', payload: new Uint8Array() });
      expect(await there.subscribe('room', { onEvent: () => {}, onMember: () => {} })).toMatchObject({ version: 1 });
      throw new Error('the case failed');
    };
    await expect(runCase({ name: 'fails', run }, open)).rejects.toThrow('the case failed');
    expect(closed).toEqual(['broker', 'broker', 'store']);
  });
});
