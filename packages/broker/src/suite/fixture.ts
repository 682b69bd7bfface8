import type { Broker } from '../broker/broker.ts';

/** One store for one test, and how to reach it. */
export interface BrokerFixture {
  /** A broker on the store; each call gives another one, as another server process has. For a store in one process it may be the same. */
  connect(): Promise<Broker>;
  /** Lets time pass by the store's clock. Without it, what depends on time is not tested. */
  readonly advance?: ((ms: number) => Promise<void>) | undefined;
  /** Makes the store another one: what a restart without its memory does. Without it, that is not tested. */
  readonly lose?: (() => Promise<void>) | undefined;
  /** Lets go of the store. The brokers are closed already. */
  dispose(): Promise<void>;
}
