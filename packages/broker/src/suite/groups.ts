import { type BrokerCase, isPossible } from './broker-case.ts';
import type { FixtureAbilities } from './fixture.ts';
import { headCases } from './head-cases.ts';
import { logCases } from './log-cases.ts';
import { memberCases } from './member-cases.ts';
import { publishCases } from './publish-cases.ts';
import { subscribeCases } from './subscribe-cases.ts';
import { valueCases } from './value-cases.ts';

/** Some cases of the suite under one heading. */
export interface CaseGroup {
  readonly name: string;
  readonly cases: readonly BrokerCase[];
}

const GROUPS: readonly CaseGroup[] = [
  { name: 'publish', cases: publishCases },
  { name: 'log', cases: logCases },
  { name: 'heads', cases: headCases },
  { name: 'values', cases: valueCases },
  { name: 'subscribe', cases: subscribeCases },
  { name: 'members', cases: memberCases },
];

/** The suite without the cases that need an ability which is not declared. */
export function groupsFor(abilities: FixtureAbilities): readonly CaseGroup[] {
  return GROUPS.map(({ name, cases }) => ({ name, cases: cases.filter((brokerCase) => isPossible(brokerCase, abilities)) }));
}
