import type { Broker } from '../../src/broker/broker.ts';
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
    connect: () => Promise.resolve(asServer(store, alter)),
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
function asServer(broker: Broker, alter: (broker: Broker) => Partial<Broker>): Broker {
  let isClosed = false;
  const open: Broker = {
    publish: (room, publication) => broker.publish(room, publication),
    subscribe: (room, listener) => broker.subscribe(room, listener),
    read: (room, after, limit) => broker.read(room, after, limit),
    heads: (rooms) => broker.heads(rooms),
    values: (room) => broker.values(room),
    setMember: (room, member) => broker.setMember(room, member),
    removeMember: (room, peer, incarnation) => broker.removeMember(room, peer, incarnation),
    members: (room) => broker.members(room),
    renewLease: (incarnation) => broker.renewLease(incarnation),
    close: () => {
      isClosed = true;
      return Promise.resolve();
    },
    ...alter(broker),
  };
  return new Proxy(open, {
    get: (target, name) =>
      isClosed && name !== 'close' ? () => Promise.reject(new Error('the broker is closed')) : Reflect.get(target, name),
  });
}
