import { expect } from 'vitest';
import type { BrokerCase } from './broker-case.ts';
import { headOf } from './head-of.ts';
import { ephemeral, latest, logged } from './publications.ts';
import { Recorder } from './recorder.ts';

/** Where rooms stand: what a server compares with what it was handed. */
export const headCases: readonly BrokerCase[] = [
  {
    name: 'tells the heads of many rooms in the order asked for; of a room that nobody knows too',
    run: async ({ here, there }) => {
      await here.publish('a', logged('x'));
      for (let times = 0; times < 2; times += 1) await here.publish('b', logged('x'));
      const epoch = expect.stringMatching(/./);
      expect(await there.heads(['b', 'nobody', 'a'])).toEqual([
        { position: { epoch, offset: 2 }, version: 2 },
        { position: { epoch, offset: 0 }, version: 0 },
        { position: { epoch, offset: 1 }, version: 1 },
      ]);
      expect(await there.heads([])).toEqual([]);
    },
  },

  {
    name: 'counts every publication of a room, whatever its delivery; a repeat is none',
    run: async ({ here, there }) => {
      const repeated = latest('s', 'b', { once: { principal: 'ann', key: 'k' } });
      const heads: (readonly [offset: number, version: number])[] = [];
      for (const publication of [logged('a'), repeated, repeated, ephemeral('c'), logged('d'), latest('s', 'e')]) {
        await here.publish('room', publication);
        const { position, version } = await headOf(there, 'room');
        heads.push([position.offset, version]);
      }
      expect(heads).toEqual([
        [1, 1],
        [1, 2],
        [1, 2],
        [1, 3],
        [2, 4],
        [2, 5],
      ]);
    },
  },

  {
    name: 'does not go back when all that was published is gone, while somebody is there',
    needs: 'clock',
    run: async ({ here, there, advance }) => {
      await there.subscribe('room', new Recorder());
      await here.publish('room', logged('a', { retention: { ageMs: 1_000 } }));
      await here.publish('room', latest('s', 'b', { ageMs: 1_000 }));
      const before = await headOf(there, 'room');
      await advance(600_000);
      expect(await headOf(there, 'room')).toEqual(before);
      await here.publish('room', logged('c'));
      expect(await headOf(there, 'room')).toEqual({ position: { ...before.position, offset: 2 }, version: 3 });
    },
  },
];
