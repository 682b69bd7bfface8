import type { Broker } from '../broker/broker.ts';
import type { BrokerFixture } from './fixture.ts';

/** Two brokers on one empty store, as two servers have them. */
export interface TwoBrokers {
  readonly here: Broker;
  readonly there: Broker;
  readonly fixture: BrokerFixture;
}

/** One thing that every broker must do. */
export interface BrokerCase {
  readonly name: string;
  /** Rejects when the brokers do not do it. */
  run(brokers: TwoBrokers): Promise<void>;
}

/** Opens a store, runs a case on it with two brokers, and closes everything whatever happened. */
export async function runCase({ run }: BrokerCase, open: () => Promise<BrokerFixture>): Promise<void> {
  const fixture = await open();
  const here = await fixture.connect();
  const there = await fixture.connect();
  try {
    await run({ here, there, fixture });
  } finally {
    await here.close();
    await there.close();
    await fixture.dispose();
  }
}
