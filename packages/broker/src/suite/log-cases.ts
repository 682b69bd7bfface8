import { expect } from 'vitest';
import type { BrokerCase } from './broker-case.ts';
import { ephemeral, logged, payload } from './publications.ts';

const EVERYTHING = { count: 10_000, bytes: 1 << 30 };

/** Reading a room's log after a position. */
export const logCases: readonly BrokerCase[] = [
  {
    name: 'reads what follows a position, whichever server asks',
    run: async ({ here, there }) => {
      for (const text of ['a', 'b', 'c']) await here.publish('room', logged(text));
      await here.publish('room', ephemeral('not logged'));
      const [head] = await there.heads(['room']);
      expect(head).toEqual({ epoch: expect.stringMatching(/./), offset: 3 });
      const epoch = head?.epoch ?? '';
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
      const [head] = await here.heads(['room']);
      const start = { epoch: head?.epoch ?? '', offset: 0 };
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
      const [head] = await here.heads(['room']);
      const epoch = head?.epoch ?? '';
      expect(await here.read('room', { epoch, offset: 1 }, EVERYTHING)).toEqual({ kind: 'lost', reason: 'trimmed', head });
      expect(await here.read('room', { epoch, offset: 2 }, EVERYTHING)).toMatchObject({
        kind: 'events',
        events: [{ offset: 3 }, { offset: 4 }],
      });
    },
  },

  {
    name: 'trims by bytes and by age as well',
    run: async ({ here, fixture }) => {
      for (const text of ['aaaa', 'bbbb', 'cccc']) await here.publish('bytes', logged(text, { retention: { bytes: 8 } }));
      const [bytes] = await here.heads(['bytes']);
      expect(await here.read('bytes', { epoch: bytes?.epoch ?? '', offset: 0 }, EVERYTHING)).toMatchObject({ reason: 'trimmed' });
      if (fixture.advance === undefined) return;
      // Somebody is there, so that the room itself stays.
      await here.subscribe('age', { onEvent: () => {}, onMember: () => {} });
      await here.publish('age', logged('a', { retention: { ageMs: 1_000 } }));
      const [age] = await here.heads(['age']);
      const start = { epoch: age?.epoch ?? '', offset: 0 };
      await fixture.advance(999);
      expect(await here.read('age', start, EVERYTHING)).toMatchObject({ kind: 'events', events: [{ offset: 1 }] });
      await fixture.advance(1);
      expect(await here.read('age', start, EVERYTHING)).toEqual({ kind: 'lost', reason: 'trimmed', head: age });
    },
  },

  {
    name: 'takes a position of another store, beyond the head or without an epoch for another log',
    run: async ({ here }) => {
      await here.publish('room', logged('a'));
      const [head] = await here.heads(['room']);
      for (const position of [
        { epoch: 'another', offset: 0 },
        { epoch: '', offset: 0 },
        { epoch: head?.epoch ?? '', offset: 2 },
      ]) {
        expect(await here.read('room', position, EVERYTHING)).toEqual({ kind: 'lost', reason: 'epoch', head });
      }
    },
  },

  {
    name: 'tells the heads of many rooms in the order asked for; of a room that nobody knows too',
    run: async ({ here }) => {
      await here.publish('a', logged('x'));
      for (let times = 0; times < 2; times += 1) await here.publish('b', logged('x'));
      const heads = await here.heads(['b', 'nobody', 'a']);
      expect(heads.map(({ offset }) => offset)).toEqual([2, 0, 1]);
      expect(heads.map(({ epoch }) => epoch)).not.toContain('');
      expect(await here.heads([])).toEqual([]);
    },
  },

  {
    name: 'has another epoch when the store lost its memory',
    run: async ({ here, fixture }) => {
      if (fixture.lose === undefined) return;
      await here.publish('room', logged('a'));
      const [before] = await here.heads(['room']);
      await fixture.lose();
      const after = await fixture.connect();
      await after.publish('room', logged('b'));
      const [head] = await after.heads(['room']);
      expect(head?.epoch).not.toBe(before?.epoch);
      expect(await after.read('room', before ?? { epoch: '', offset: 0 }, EVERYTHING)).toEqual({ kind: 'lost', reason: 'epoch', head });
      await after.close();
    },
  },
];
