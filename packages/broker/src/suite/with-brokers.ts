import type { Broker } from '../broker/broker.ts';
import type { BrokerFixture } from './fixture.ts';

/** Two brokers on one empty store, as two servers have them. */
export interface TwoBrokers {
  readonly here: Broker;
  readonly there: Broker;
  readonly fixture: BrokerFixture;
}

/** Opens a store, runs a test on it with two brokers, and closes everything whatever happened. */
export function withBrokers(open: () => Promise<BrokerFixture>, test: (brokers: TwoBrokers) => Promise<void>): () => Promise<void> {
  return async () => {
    const fixture = await open();
    const here = await fixture.connect();
    const there = await fixture.connect();
    try {
      await test({ here, there, fixture });
    } finally {
      await here.close();
      await there.close();
      await fixture.dispose();
    }
  };
}
