import type { Broker, Subscription } from '../../src/broker/broker.ts';
import { MemoryBroker } from '../../src/memory/memory-broker.ts';
import type { FixtureWith } from '../../src/suite/fixture.ts';
import { VirtualClock } from './virtual-clock.ts';

let stores = 0;

export function newMemoryBroker(clock: VirtualClock, maxBytes?: number): MemoryBroker {
  stores += 1;
  return new MemoryBroker({ now: clock.now, every: clock.every, epoch: `store-${stores}`, maxBytes });
}

/** All that tests can do to a store. */
export const EVERYTHING_POSSIBLE = { clock: true, loss: true } as const;

/** A store in memory. `alter` changes what its brokers do, so that a test can see whether the suite notices. */
export function openMemory(alter: (broker: Broker) => Partial<Broker> = () => ({})): Promise<FixtureWith<typeof EVERYTHING_POSSIBLE>> {
  const clock = new VirtualClock();
  let store = newMemoryBroker(clock);
  return Promise.resolve({
    connect: () => {
      const broker = asServer(store);
      return Promise.resolve({ ...broker, ...alter(broker) });
    },
    advance: (ms) => {
      clock.advance(ms);
      return Promise.resolve();
    },
    lose: () => {
      store = newMemoryBroker(clock);
      return Promise.resolve();
    },
    dispose: () => store.close(),
  });
}

/** The broker as one of several servers has it, which may close it for itself only. */
function asServer(store: Broker): Broker {
  const subscriptions = new Set<Subscription>();
  let isClosed = false;
  const whileOpen = <T>(ask: () => Promise<T>) => (isClosed ? Promise.reject<T>(new Error('the broker is closed')) : ask());
  return {
    publish: (room, publication) => whileOpen(() => store.publish(room, publication)),
    subscribe: (room, listener) =>
      whileOpen(async () => {
        const subscription = await store.subscribe(room, listener);
        subscriptions.add(subscription);
        return subscription;
      }),
    read: (room, after, limit) => whileOpen(() => store.read(room, after, limit)),
    heads: (rooms) => whileOpen(() => store.heads(rooms)),
    values: (room) => whileOpen(() => store.values(room)),
    setMember: (room, member) => whileOpen(() => store.setMember(room, member)),
    removeMember: (room, peer, incarnation) => whileOpen(() => store.removeMember(room, peer, incarnation)),
    members: (room) => whileOpen(() => store.members(room)),
    renewLease: (incarnation) => whileOpen(() => store.renewLease(incarnation)),
    close: async () => {
      isClosed = true;
      await Promise.all([...subscriptions].map((subscription) => subscription.close()));
    },
  };
}
