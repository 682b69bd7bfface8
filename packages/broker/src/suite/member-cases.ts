import { expect } from 'vitest';
import { LEASE_MS } from '../broker/broker.ts';
import type { BrokerCase } from './broker-case.ts';
import { payload } from './publications.ts';
import { Recorder } from './recorder.ts';

const ann = { peer: 'ann', state: payload('here'), incarnation: 'server-1' };
const bo = { peer: 'bo', state: payload('there'), incarnation: 'server-2' };

/** Who is in a room, on all servers. */
export const memberCases: readonly BrokerCase[] = [
  {
    name: 'lists the members of all servers, each with its newest state',
    run: async ({ here, there }) => {
      await here.setMember('room', ann);
      await there.setMember('room', bo);
      const changed = { ...ann, state: payload('away') };
      await here.setMember('room', changed);
      const members = await there.members('room');
      expect([...members].sort((a, b) => (a.peer < b.peer ? -1 : 1))).toEqual([changed, bo]);
      expect(await here.members('another')).toEqual([]);
    },
  },

  {
    name: 'tells subscribers who came, changed and left',
    run: async ({ here, there }) => {
      const recorder = new Recorder();
      await there.subscribe('room', recorder);
      await here.setMember('room', ann);
      await here.setMember('room', { ...ann, state: payload('away') });
      await here.removeMember('room', 'ann', 'server-1');
      await recorder.whenChanges(3);
      expect(recorder.changes).toEqual([{ peer: 'ann', state: payload('here') }, { peer: 'ann', state: payload('away') }, { peer: 'ann' }]);
      expect(await here.members('room')).toEqual([]);
    },
  },

  {
    name: 'lets only the server that has a member now remove it',
    run: async ({ here, there }) => {
      await here.setMember('room', ann);
      const moved = { ...ann, incarnation: 'server-2' };
      await there.setMember('room', moved);
      await here.removeMember('room', 'ann', 'server-1');
      await here.removeMember('room', 'nobody', 'server-1');
      expect(await here.members('room')).toEqual([moved]);
    },
  },

  {
    name: 'removes the members of a server whose lease ended, and tells it',
    needs: 'clock',
    run: async ({ here, there, advance }) => {
      const recorder = new Recorder();
      await there.subscribe('room', recorder);
      for (const incarnation of ['server-1', 'server-2']) await here.renewLease(incarnation);
      await here.setMember('room', ann);
      await here.setMember('room', bo);
      await advance(LEASE_MS / 2);
      await here.renewLease('server-2');
      await advance(LEASE_MS / 2);
      await recorder.whenChanges(3);
      expect(recorder.changes.at(-1)).toEqual({ peer: 'ann' });
      expect(await here.members('room')).toEqual([bo]);
    },
  },

  {
    name: 'renews the lease of a server with each of its members',
    needs: 'clock',
    run: async ({ here, there, advance }) => {
      const recorder = new Recorder();
      await there.subscribe('room', recorder);
      // Neither server ever renews its lease itself.
      await here.setMember('room', ann);
      await here.setMember('room', bo);
      await advance(LEASE_MS / 2);
      await here.setMember('another', bo);
      await advance(LEASE_MS / 2);
      await recorder.whenChanges(3);
      expect(recorder.changes.at(-1)).toEqual({ peer: 'ann' });
      expect([await here.members('room'), await here.members('another')]).toEqual([[bo], [bo]]);
    },
  },
];
