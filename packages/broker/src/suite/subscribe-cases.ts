import { expect } from 'vitest';
import type { Broker } from '../broker/broker.ts';
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
    name: 'hands over concurrent publishes in the order of their versions, which is that of the log, on every server',
    run: async ({ here, there }) => {
      const recorders = [new Recorder(), new Recorder()] as const;
      await here.subscribe('room', recorders[0]);
      await there.subscribe('room', recorders[1]);
      const start = { ...(await headOf(here, 'room')).position, offset: 0 };
      await Promise.all(numbers(50).map((number) => (number % 2 === 0 ? here : there).publish('room', logged(`event ${number}`))));
      const reading = await here.read('room', start, { count: 100, bytes: 1 << 20 });
      const events = reading.kind === 'events' ? reading.events : [];
      for (const recorder of recorders) {
        await recorder.whenEvents(50);
        expect(recorder.events.map(({ version }) => version)).toEqual(numbers(50));
        expect(recorder.events.map(({ offset, payload: bytes }) => ({ offset, payload: bytes }))).toEqual(events);
      }
    },
  },

  {
    name: 'hands nothing over once it is closed',
    run: async ({ here, fixture }) => {
      const closed = new Recorder();
      const open = new Recorder();
      const broker = await fixture.connect();
      await broker.subscribe('room', closed);
      await here.subscribe('room', open);
      await broker.close();
      await here.publish('room', logged('a'));
      await here.setMember('room', { peer: 'ann', state: payload('here'), incarnation: 'server-1' });
      await Promise.all([open.whenEvents(1), open.whenChanges(1)]);
      expect([closed.events, closed.changes]).toEqual([[], []]);
    },
  },

  {
    name: 'rejects everything once it is closed, but for another close',
    run: async ({ fixture }) => {
      const broker = await fixture.connect();
      await broker.close();
      for (const [method, ask] of Object.entries(asksOf(broker))) {
        await expect(ask(), `${method} is to reject`).rejects.toThrow();
      }
      await expect(broker.close()).resolves.toBeUndefined();
    },
  },
];

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** One call of each method but `close`. */
function asksOf(broker: Broker): Readonly<Record<Exclude<keyof Broker, 'close'>, () => Promise<unknown>>> {
  return {
    publish: () => broker.publish('room', logged('a')),
    subscribe: () => broker.subscribe('room', new Recorder()),
    read: () => broker.read('room', { epoch: 'e', offset: 0 }, { count: 1, bytes: 1 }),
    heads: () => broker.heads(['room']),
    values: () => broker.values('room'),
    setMember: () => broker.setMember('room', { peer: 'ann', state: payload('here'), incarnation: 'server-1' }),
    removeMember: () => broker.removeMember('room', 'ann', 'server-1'),
    members: () => broker.members('room'),
    renewLease: () => broker.renewLease('server-1'),
  };
}
