import { expect } from 'vitest';
import type { BrokerCase } from './broker-case.ts';
import { headOf } from './head-of.ts';
import { ephemeral, latest, logged, payload } from './publications.ts';
import { Recorder } from './recorder.ts';

/** What subscribers of a room are handed. */
export const subscribeCases: readonly BrokerCase[] = [
  {
    name: 'hands over everything that is published, in order, with its version, on every server',
    run: async ({ here, there }) => {
      const recorders = [new Recorder(), new Recorder()] as const;
      await here.subscribe('room', recorders[0]);
      await there.subscribe('room', recorders[1]);
      await here.publish('room', logged('a'));
      await there.publish('room', latest('s', 'b', { ageMs: 60_000 }));
      await here.publish('room', ephemeral('c'));
      await there.publish('room', logged('d'));
      await here.publish('another', logged('not here'));
      const { epoch } = (await headOf(here, 'room')).position;
      for (const recorder of recorders) {
        await recorder.whenEvents(4);
        expect(recorder.events).toEqual([
          { delivery: 'log', version: 1, offset: 1, epoch, payload: payload('a') },
          { delivery: 'latest', version: 2, offset: 0, epoch, slot: 's', ageMs: 60_000, payload: payload('b') },
          { delivery: 'ephemeral', version: 3, offset: 0, epoch, payload: payload('c') },
          { delivery: 'log', version: 4, offset: 2, epoch, payload: payload('d') },
        ]);
      }
    },
  },

  {
    name: 'says where it begins: everything after that is handed over',
    run: async ({ here, there }) => {
      await here.publish('room', logged('a'));
      await here.publish('room', latest('s', 'b'));
      const recorder = new Recorder();
      const subscription = await there.subscribe('room', recorder);
      const { position } = await headOf(here, 'room');
      expect(subscription).toMatchObject({ position, version: 2 });
      await here.publish('room', logged('c'));
      await recorder.whenEvents(1);
      expect(recorder.events.map(({ version, offset }) => [version, offset])).toEqual([[3, 2]]);
    },
  },

  {
    name: 'hands a repeat over to nobody',
    run: async ({ here }) => {
      const recorder = new Recorder();
      await here.subscribe('room', recorder);
      const once = { principal: 'ann', key: 'k' };
      await here.publish('room', logged('a', { once }));
      await here.publish('room', logged('a', { once }));
      await here.publish('room', logged('b'));
      await recorder.whenEvents(2);
      expect(recorder.events.map((event) => event.payload)).toEqual([payload('a'), payload('b')]);
    },
  },

  {
    name: 'hands nothing over once a subscription is closed, and goes on with the others',
    run: async ({ here, there }) => {
      const closed = new Recorder();
      const open = new Recorder();
      const subscription = await here.subscribe('room', closed);
      await here.subscribe('room', open);
      await subscription.close();
      await there.publish('room', logged('a'));
      await open.whenEvents(1);
      expect(closed.events).toEqual([]);
    },
  },

  {
    name: 'hands a listener that subscribed twice everything twice',
    run: async ({ here }) => {
      const recorder = new Recorder();
      const first = await here.subscribe('room', recorder);
      await here.subscribe('room', recorder);
      await here.publish('room', ephemeral('a'));
      await recorder.whenEvents(2);
      await first.close();
      await here.publish('room', ephemeral('b'));
      await recorder.whenEvents(3);
      expect(recorder.events.map((event) => event.payload)).toEqual([payload('a'), payload('a'), payload('b')]);
    },
  },

  {
    name: 'rejects everything once it is closed',
    run: async ({ fixture }) => {
      const broker = await fixture.connect();
      await broker.close();
      await expect(broker.publish('room', logged('a'))).rejects.toThrow('the broker is closed');
      await expect(broker.subscribe('room', new Recorder())).rejects.toThrow('the broker is closed');
      await expect(broker.heads(['room'])).rejects.toThrow('the broker is closed');
      await expect(broker.close()).resolves.toBeUndefined();
    },
  },
];
