import type { Broker } from '../../src/broker/broker.ts';
import { type BrokerCase, runCase } from '../../src/suite/broker-case.ts';
import { openMemory } from './open-memory.ts';

/** The names of the cases that fail on brokers which were altered. */
export async function failingCases(cases: readonly BrokerCase[], alter: (broker: Broker) => Partial<Broker>): Promise<string[]> {
  const failing: string[] = [];
  for (const brokerCase of cases) {
    const failed = await runCase(brokerCase, () => openMemory(alter)).then(
      () => false,
      () => true,
    );
    if (failed) failing.push(brokerCase.name);
  }
  return failing;
}
