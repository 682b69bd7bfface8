import { expect } from 'vitest';
import type { BrokerCase } from './broker-case.ts';
import { latest, logged, payload } from './publications.ts';

/** The current values of a room. */
export const valueCases: readonly BrokerCase[] = [
  {
    name: 'keeps the newest value of each slot, in the order of their versions',
    run: async ({ here, there }) => {
      await here.publish('room', latest('a', 'a1'));
      await there.publish('room', latest('b', 'b1'));
      await here.publish('room', logged('counts too'));
      await there.publish('room', latest('a', 'a2'));
      expect(await here.values('room')).toEqual([
        { slot: 'b', payload: payload('b1'), version: 2, expiresInMs: expect.any(Number) },
        { slot: 'a', payload: payload('a2'), version: 4, expiresInMs: expect.any(Number) },
      ]);
      expect(await here.values('another')).toEqual([]);
    },
  },

  {
    name: 'tells how much longer it keeps a value',
    run: async ({ here, there }) => {
      await here.publish('room', latest('short', 'x', { ageMs: 600_000 }));
      await here.publish('room', latest('long', 'y', { ageMs: 86_400_000 }));
      // In minutes that have begun: on a clock that goes on, some of the first one may be over.
      const minutes = (await there.values('room')).map(({ slot, expiresInMs }) => [slot, Math.ceil(expiresInMs / 60_000)]);
      expect(minutes).toEqual([
        ['short', 10],
        ['long', 1_440],
      ]);
    },
  },

  {
    name: 'counts the time of a value from its newest publication; a repeat is none',
    needs: 'clock',
    run: async ({ here, there, advance }) => {
      const remaining = async () => (await there.values('room')).map(({ slot, expiresInMs }) => [slot, expiresInMs]);
      const repeated = latest('a', 'x', { ageMs: 1_000, once: { principal: 'ann', key: 'k' } });
      await here.publish('room', latest('b', 'old', { ageMs: 500 }));
      await here.publish('room', repeated);
      await advance(400);
      await here.publish('room', repeated);
      await here.publish('room', latest('b', 'new', { ageMs: 2_000 }));
      const seen = [await remaining()];
      for (const ms of [599, 1]) {
        await advance(ms);
        seen.push(await remaining());
      }
      expect(seen).toEqual([
        [
          ['a', 600],
          ['b', 2_000],
        ],
        [
          ['a', 1],
          ['b', 1_401],
        ],
        [['b', 1_400]],
      ]);
    },
  },

  {
    name: 'keeps a value for its time',
    needs: 'clock',
    run: async ({ here, advance }) => {
      await here.publish('room', latest('short', 'x', { ageMs: 1_000 }));
      await here.publish('room', latest('long', 'y', { ageMs: 1_001 }));
      await advance(1_000);
      expect((await here.values('room')).map(({ slot }) => slot)).toEqual(['long']);
    },
  },

  {
    name: 'keeps 10,000 values of a room, and lets go of the oldest past it',
    run: async ({ here }) => {
      for (let slot = 0; slot <= 10_000; slot += 1) await here.publish('room', latest(`${slot}`, 'x'));
      const slots = (await here.values('room')).map(({ slot }) => slot);
      expect([slots.length, slots.at(0), slots.at(-1)]).toEqual([10_000, '1', '10000']);
    },
  },

  {
    name: 'keeps 16 MiB of the values of a room, and lets go of the oldest past it, but never of the newest',
    run: async ({ here }) => {
      const sized = (slot: string, mebibytes: number) => ({ ...latest(slot, ''), payload: new Uint8Array(mebibytes << 20) });
      for (let slot = 0; slot <= 16; slot += 1) await here.publish('room', sized(`${slot}`, 1));
      const slots = (await here.values('room')).map(({ slot }) => slot);
      expect([slots.length, slots.at(0), slots.at(-1)]).toEqual([16, '1', '16']);
      await here.publish('other', latest('small', 'x'));
      await here.publish('other', sized('large', 17));
      expect((await here.values('other')).map(({ slot }) => slot)).toEqual(['large']);
    },
  },
];
