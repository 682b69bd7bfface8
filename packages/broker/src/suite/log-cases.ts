import { expect } from 'vitest';
import type { BrokerCase } from './broker-case.ts';
import { headOf } from './head-of.ts';
import { ephemeral, logged, payload } from './publications.ts';

const EVERYTHING = { count: 10_000, bytes: 1 << 30 };

/** Reading a room's log after a position. */
export const logCases: readonly BrokerCase[] = [
  {
    name: 'reads what follows a position, whichever server asks',
    run: async ({ here, there }) => {
      for (const text of ['a', 'b', 'c']) await here.publish('room', logged(text));
      await here.publish('room', ephemeral('not logged'));
      const { position: head } = await headOf(there, 'room');
      expect(head).toEqual({ epoch: expect.stringMatching(/./), offset: 3 });
      const { epoch } = head;
      const events = [
        { offset: 2, payload: payload('b') },
        { offset: 3, payload: payload('c') },
      ];
      expect(await there.read('room', { epoch, offset: 1 }, EVERYTHING)).toEqual({ kind: 'events', events, head });
      expect(await there.read('room', { epoch, offset: 3 }, EVERYTHING)).toEqual({ kind: 'events', events: [], head });
    },
  },

  {
    name: 'reads as many as the limit allows, at least one',
    run: async ({ here }) => {
      for (const text of ['aaaa', 'bbbb', 'cccc']) await here.publish('room', logged(text));
      const { position } = await headOf(here, 'room');
      const start = { ...position, offset: 0 };
      const offsets = async (limit: { readonly count: number; readonly bytes: number }) => {
        const reading = await here.read('room', start, limit);
        return reading.kind === 'events' ? reading.events.map(({ offset }) => offset) : reading.reason;
      };
      expect(await offsets({ count: 2, bytes: 1_000 })).toEqual([1, 2]);
      expect(await offsets({ count: 10, bytes: 8 })).toEqual([1, 2]);
      expect(await offsets({ count: 10, bytes: 7 })).toEqual([1]);
      expect(await offsets({ count: 10, bytes: 1 })).toEqual([1]);
    },
  },

  {
    name: 'answers all of a range or that it is trimmed, never what is left',
    run: async ({ here }) => {
      for (const text of ['a', 'b', 'c', 'd']) await here.publish('room', logged(text, { retention: { count: 2 } }));
      const { position: head } = await headOf(here, 'room');
      expect(await here.read('room', { ...head, offset: 1 }, EVERYTHING)).toEqual({ kind: 'lost', reason: 'trimmed', head });
      expect(await here.read('room', { ...head, offset: 2 }, EVERYTHING)).toMatchObject({
        kind: 'events',
        events: [{ offset: 3 }, { offset: 4 }],
      });
    },
  },

  {
    name: 'trims by bytes as well',
    run: async ({ here }) => {
      for (const text of ['aaaa', 'bbbb', 'cccc']) await here.publish('room', logged(text, { retention: { bytes: 8 } }));
      const { position: head } = await headOf(here, 'room');
      expect(await here.read('room', { ...head, offset: 0 }, EVERYTHING)).toEqual({ kind: 'lost', reason: 'trimmed', head });
      expect(await here.read('room', { ...head, offset: 1 }, EVERYTHING)).toMatchObject({
        kind: 'events',
        events: [{ offset: 2 }, { offset: 3 }],
      });
    },
  },

  {
    name: 'trims by age as well',
    needs: 'clock',
    run: async ({ here, advance }) => {
      // Somebody is there, so that the room itself stays.
      await here.subscribe('room', { onEvent: () => {}, onMember: () => {} });
      await here.publish('room', logged('a', { retention: { ageMs: 1_000 } }));
      const { position: head } = await headOf(here, 'room');
      const start = { ...head, offset: 0 };
      await advance(999);
      expect(await here.read('room', start, EVERYTHING)).toMatchObject({ kind: 'events', events: [{ offset: 1 }] });
      await advance(1);
      expect(await here.read('room', start, EVERYTHING)).toEqual({ kind: 'lost', reason: 'trimmed', head });
    },
  },

  {
    name: 'takes a position of another store, beyond the head or without an epoch for another log',
    run: async ({ here }) => {
      await here.publish('room', logged('a'));
      const { position: head } = await headOf(here, 'room');
      for (const position of [
        { epoch: 'another', offset: 0 },
        { epoch: '', offset: 0 },
        { ...head, offset: 2 },
      ]) {
        expect(await here.read('room', position, EVERYTHING)).toEqual({ kind: 'lost', reason: 'epoch', head });
      }
    },
  },

  {
    name: 'has another epoch when the store lost its memory',
    needs: 'loss',
    run: async ({ here, fixture, lose }) => {
      await here.publish('room', logged('a'));
      const { position: before } = await headOf(here, 'room');
      await lose();
      const after = await fixture.connect();
      await after.publish('room', logged('b'));
      const { position: head } = await headOf(after, 'room');
      expect(head.epoch).not.toBe(before.epoch);
      expect(await after.read('room', before, EVERYTHING)).toEqual({ kind: 'lost', reason: 'epoch', head });
      await after.close();
    },
  },
];
