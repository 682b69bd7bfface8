import { expect } from 'vitest';
import type { BrokerCase } from './broker-case.ts';
import { ephemeral, latest, logged, payload } from './publications.ts';

const ann = { principal: 'ann', key: 'k1' };

/** Offsets, and that a publish that is sent again takes effect once. */
export const publishCases: readonly BrokerCase[] = [
  {
    name: 'numbers the events of a room from 1, without a hole, whichever server publishes',
    run: async ({ here, there }) => {
      const offsets: number[] = [];
      for (const broker of [here, there, there, here]) offsets.push((await broker.publish('room', logged('x'))).offset);
      expect(offsets).toEqual([1, 2, 3, 4]);
      expect(await here.publish('other', logged('x'))).toEqual({ offset: 1 });
    },
  },

  {
    name: 'gives concurrent publishes different offsets',
    run: async ({ here, there }) => {
      const receipts = await Promise.all(
        Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? here : there).publish('room', logged('x'))),
      );
      const offsets = receipts.map(({ offset }) => offset).sort((a, b) => a - b);
      expect(offsets).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    },
  },

  {
    name: 'gives no offset to what is not logged',
    run: async ({ here }) => {
      expect([await here.publish('room', latest('a', 'x')), await here.publish('room', ephemeral('x'))]).toEqual([
        { offset: 0 },
        { offset: 0 },
      ]);
      expect(await here.publish('room', logged('x'))).toEqual({ offset: 1 });
    },
  },

  {
    name: 'takes a publish with a used key as a repeat, on every server',
    run: async ({ here, there }) => {
      await here.publish('room', logged('before'));
      const first = await here.publish('room', logged('x', { once: ann }));
      const repeats = [await here.publish('room', logged('x', { once: ann })), await there.publish('room', logged('x', { once: ann }))];
      expect([first, ...repeats]).toEqual([{ offset: 2 }, { offset: 2 }, { offset: 2 }]);
      expect(await there.publish('room', logged('y'))).toEqual({ offset: 3 });
    },
  },

  {
    name: 'takes concurrent publishes with one key as one',
    run: async ({ here, there }) => {
      const receipts = await Promise.all([here, there, here, there].map((broker) => broker.publish('room', logged('x', { once: ann }))));
      expect(receipts).toEqual(Array.from({ length: 4 }, () => ({ offset: 1 })));
    },
  },

  {
    name: 'keeps a newer value when an older one is sent again',
    run: async ({ here, there }) => {
      await here.publish('room', latest('a', 'old', { once: ann }));
      await here.publish('room', latest('a', 'new', { once: { principal: 'ann', key: 'k2' } }));
      await there.publish('room', latest('a', 'old', { once: ann }));
      expect((await here.values('room')).map((value) => value.payload)).toEqual([payload('new')]);
    },
  },

  {
    name: 'tells keys apart by room and principal; nobody is a principal too',
    run: async ({ here }) => {
      // So that a repeat in another room would not get by chance what a new event gets there.
      await here.publish('room', logged('before'));
      await here.publish('room', logged('x', { once: ann }));
      const others = [
        await here.publish('other', logged('x', { once: ann })),
        await here.publish('room', logged('x', { once: { principal: 'bo', key: 'k1' } })),
        await here.publish('room', logged('x', { once: { principal: null, key: 'k1' } })),
        await here.publish('room', logged('x', { once: { principal: null, key: 'k1' } })),
      ];
      expect(others).toEqual([{ offset: 1 }, { offset: 3 }, { offset: 4 }, { offset: 4 }]);
    },
  },

  {
    name: 'remembers the last 1,000 keys of a principal, and those of others meanwhile',
    run: async ({ here }) => {
      await here.publish('room', logged('x', { once: { principal: 'bo', key: 'k0' } }));
      for (let key = 1; key <= 1_001; key += 1) await here.publish('room', logged('x', { once: { principal: 'ann', key: `k${key}` } }));
      expect(await here.publish('room', logged('x', { once: { principal: 'ann', key: 'k2' } }))).toEqual({ offset: 3 });
      expect(await here.publish('room', logged('x', { once: { principal: 'bo', key: 'k0' } }))).toEqual({ offset: 1 });
      expect(await here.publish('room', logged('x', { once: { principal: 'ann', key: 'k1' } }))).toEqual({ offset: 1_003 });
    },
  },

  {
    name: 'remembers a key for two minutes',
    needs: 'clock',
    run: async ({ here, advance }) => {
      await here.publish('room', logged('x', { once: ann }));
      await advance(119_999);
      expect(await here.publish('room', logged('x', { once: ann }))).toEqual({ offset: 1 });
      await advance(1);
      expect(await here.publish('room', logged('x', { once: ann }))).toEqual({ offset: 2 });
    },
  },
];
