import type { Broker } from '../broker/broker.ts';
import type { BrokerFixture, FixtureAbilities, LosableMemory, MovableClock } from './fixture.ts';

/** Two brokers on one empty store, as two servers have them. */
export interface TwoBrokers {
  readonly here: Broker;
  readonly there: Broker;
  readonly fixture: BrokerFixture;
}

interface CaseWith<Given> {
  readonly name: string;
  /** Rejects when the brokers do not do it. */
  run(given: Given): Promise<void>;
}

/** One thing that every broker must do, and the ability of the fixture without which nobody can see whether it does. */
export type BrokerCase =
  | (CaseWith<TwoBrokers> & { readonly needs?: undefined })
  | (CaseWith<TwoBrokers & MovableClock> & { readonly needs: 'clock' })
  | (CaseWith<TwoBrokers & LosableMemory> & { readonly needs: 'loss' });

/** Whether a fixture with these abilities has what a case needs. */
export function isPossible({ needs }: BrokerCase, abilities: FixtureAbilities): boolean {
  return needs === undefined || abilities[needs] === true;
}

/**
 * Opens a store, runs a case on it with two brokers, and closes everything whatever happened.
 *
 * @throws {TypeError} when the fixture lacks what the case needs: a case that looks at nothing must not pass.
 */
export async function runCase(brokerCase: BrokerCase, open: () => Promise<BrokerFixture>): Promise<void> {
  const fixture = await open();
  try {
    const here = await fixture.connect();
    try {
      const there = await fixture.connect();
      try {
        await run(brokerCase, { here, there, fixture });
      } finally {
        await there.close();
      }
    } finally {
      await here.close();
    }
  } finally {
    await fixture.dispose();
  }
}

function run(brokerCase: BrokerCase, brokers: TwoBrokers): Promise<void> {
  const { fixture } = brokers;
  switch (brokerCase.needs) {
    case undefined:
      return brokerCase.run(brokers);
    case 'clock':
      return brokerCase.run({ ...brokers, advance: needed('advance', fixture.advance?.bind(fixture)) });
    case 'loss':
      return brokerCase.run({ ...brokers, lose: needed('lose', fixture.lose?.bind(fixture)) });
  }
}

function needed<T>(name: string, found: T | undefined): T {
  if (found === undefined) throw new TypeError(`the fixture has no ${name}(), though its abilities say that it has`);
  return found;
}
