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
        { slot: 'b', payload: payload('b1'), version: 2 },
        { slot: 'a', payload: payload('a2'), version: 4 },
      ]);
      expect(await here.values('another')).toEqual([]);
    },
  },

  {
    name: 'keeps a value for its time',
    run: async ({ here, fixture }) => {
      if (fixture.advance === undefined) return;
      await here.publish('room', latest('short', 'x', { ageMs: 1_000 }));
      await here.publish('room', latest('long', 'y', { ageMs: 1_001 }));
      await fixture.advance(1_000);
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
];
