import { describe, expect, it } from 'vitest';
import { type BrokerCase, isPossible, runCase, type TwoBrokers } from '../../src/suite/broker-case.ts';
import { logged } from '../../src/suite/publications.ts';
import { openMemory } from '../support/open-memory.ts';

const pass = () => Promise.resolve();
const plain: BrokerCase = { name: 'needs nothing', run: pass };
const timed: BrokerCase = { name: 'needs a clock', needs: 'clock', run: pass };
const lost: BrokerCase = { name: 'needs a loss', needs: 'loss', run: pass };

describe('isPossible', () => {
  it.each([
    { abilities: {}, possible: [true, false, false] },
    { abilities: { clock: true }, possible: [true, true, false] },
    { abilities: { clock: false, loss: true }, possible: [true, false, true] },
  ])('tells what can be run with $abilities', ({ abilities, possible }) => {
    expect([plain, timed, lost].map((brokerCase) => isPossible(brokerCase, abilities))).toEqual(possible);
  });
});

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
    const run = async ({ here, there }: TwoBrokers) => {
      await here.publish('room', logged('x'));
      expect(await there.subscribe('room', { onEvent: () => {}, onMember: () => {} })).toMatchObject({ version: 1 });
      throw new Error('the case failed');
    };
    await expect(runCase({ name: 'fails', run }, open)).rejects.toThrow('the case failed');
    expect(closed).toEqual(['broker', 'broker', 'store']);
  });

  it.each(['connect', 'close'] as const)('closes everything though a broker fails to %s', async (step) => {
    const closed: string[] = [];
    let brokers = 0;
    const fail = () => Promise.reject(new Error(`the broker failed to ${step}`));
    const open = async () => {
      const fixture = await openMemory((broker) => ({
        close: () => {
          closed.push('broker');
          return step === 'close' ? fail() : broker.close();
        },
      }));
      return {
        ...fixture,
        connect: () => {
          brokers += 1;
          return step === 'connect' && brokers === 2 ? fail() : fixture.connect();
        },
        dispose: () => {
          closed.push('store');
          return fixture.dispose();
        },
      };
    };
    await expect(runCase(plain, open)).rejects.toThrow(`the broker failed to ${step}`);
    expect(closed).toEqual(step === 'connect' ? ['broker', 'store'] : ['broker', 'broker', 'store']);
  });

  it('gives a case the ability that it needs, as a method of the fixture', async () => {
    const used: string[] = [];
    const open = async () => ({
      ...(await openMemory()),
      name: 'fixture',
      advance(ms: number) {
        used.push(`${this.name} ${ms}`);
        return Promise.resolve();
      },
      lose() {
        used.push(`${this.name} lost`);
        return Promise.resolve();
      },
    });
    await runCase({ name: 'moves the clock', needs: 'clock', run: ({ advance }) => advance(5) }, open);
    await runCase({ name: 'loses the store', needs: 'loss', run: ({ lose }) => lose() }, open);
    expect(used).toEqual(['fixture 5', 'fixture lost']);
  });

  it('fails a case whose fixture lacks what it needs, and closes everything', async () => {
    const disposed: string[] = [];
    const open = async () => ({
      ...(await openMemory()),
      advance: undefined,
      lose: undefined,
      dispose: () => {
        disposed.push('store');
        return Promise.resolve();
      },
    });
    await expect(runCase(timed, open)).rejects.toThrow(new TypeError('the fixture has no advance(), though its abilities say that it has'));
    await expect(runCase(lost, open)).rejects.toThrow(new TypeError('the fixture has no lose(), though its abilities say that it has'));
    await runCase(plain, open);
    expect(disposed).toEqual(['store', 'store', 'store']);
  });
});
