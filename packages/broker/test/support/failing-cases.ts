import type { Broker } from '../../src/broker/broker.ts';
import { type BrokerCase, runCase } from '../../src/suite/broker-case.ts';
import { openMemory } from './open-memory.ts';

/** A broker with one fault, and the case that is there to notice it. */
export interface BrokenBroker {
  readonly fault: string;
  readonly noticedBy: string;
  readonly alter: (broker: Broker) => Partial<Broker>;
}

/** The names of the cases that fail on brokers which were altered. @throws what a case threw that is no failed expectation. */
export async function failingCases(cases: readonly BrokerCase[], alter: (broker: Broker) => Partial<Broker>): Promise<string[]> {
  const failing: string[] = [];
  for (const brokerCase of cases) {
    try {
      await runCase(brokerCase, () => openMemory(alter));
    } catch (cause) {
      if (!(cause instanceof Error) || cause.name !== 'AssertionError') throw cause;
      failing.push(brokerCase.name);
    }
  }
  return failing;
}
