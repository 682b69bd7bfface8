import type { Broker } from '../../src/broker/broker.ts';
import { MemoryBroker } from '../../src/memory/memory-broker.ts';
import { brokerSuite } from '../../src/suite/index.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

let stores = 0;

function newBroker(clock: VirtualClock, maxBytes?: number): MemoryBroker {
  stores += 1;
  return new MemoryBroker({ now: clock.now, every: clock.every, epoch: `store-${stores}`, maxBytes });
}

/** Broker for one process whose servers share it: closing one of them must not close it for the others. */
function view(broker: Broker): Broker {
  let isClosed = false;
  return new Proxy(broker, {
    get(target, name) {
      if (name === 'close') {
        return () => {
          isClosed = true;
          return Promise.resolve();
        };
      }
      if (isClosed) return () => Promise.reject(new Error('the broker is closed'));
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

brokerSuite('MemoryBroker', () => {
  const clock = new VirtualClock();
  let broker = newBroker(clock);
  return Promise.resolve({
    connect: () => Promise.resolve(view(broker)),
    advance: (ms) => {
      clock.advance(ms);
      return Promise.resolve();
    },
    lose: () => {
      broker = newBroker(clock);
      return Promise.resolve();
    },
    dispose: () => broker.close(),
  });
});
