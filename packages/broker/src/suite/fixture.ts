import type { Broker } from '../broker/broker.ts';

/** What tests can do to a store, besides using it. What is not declared is taken to be impossible. */
export interface FixtureAbilities {
  /** The store's clock stands still until it is moved. */
  readonly clock?: boolean | undefined;
  /** The store can lose its memory. */
  readonly loss?: boolean | undefined;
}

/** What a fixture with the ability `clock` has. */
export interface MovableClock {
  /** Lets time pass by the store's clock. */
  advance(ms: number): Promise<void>;
}

/** What a fixture with the ability `loss` has. */
export interface LosableMemory {
  /** Makes the store another one: what a restart without its memory does. Brokers that are connected already are only closed after it. */
  lose(): Promise<void>;
}

/** One store for one test, and how to reach it. */
export interface BrokerFixture {
  /** A broker on the store; each call gives another one, as another server process has. For a store in one process it may be the same. */
  connect(): Promise<Broker>;
  /** See {@link MovableClock}. */
  readonly advance?: MovableClock['advance'] | undefined;
  /** See {@link LosableMemory}. */
  readonly lose?: LosableMemory['lose'] | undefined;
  /** Lets go of the store. The brokers are closed already. */
  dispose(): Promise<void>;
}

/** A fixture that has what the declared abilities take. What the compiler cannot know is looked at when a test runs. */
export type FixtureWith<Declared extends FixtureAbilities> = BrokerFixture &
  (Declared extends { readonly clock: true } ? MovableClock : unknown) &
  (Declared extends { readonly loss: true } ? LosableMemory : unknown);
