import { describe, it } from 'vitest';
import { runCase } from './broker-case.ts';
import type { FixtureAbilities, FixtureWith } from './fixture.ts';
import { groupsFor } from './groups.ts';

export type { BrokerFixture, FixtureAbilities, FixtureWith, LosableMemory, MovableClock } from './fixture.ts';

/**
 * What every broker must do, as tests of Vitest: call it in a test file with a way to open an empty store, and what tests can do to it.
 *
 * `open` is called for each test. The groups are `publish`, `log`, `heads`, `values`, `subscribe` and `members`. Each but `subscribe` has
 * cases that need `clock`: for how long something is kept. One of `log` needs `loss`: another epoch after it. Without the ability they
 * are not registered, so they do not pass either. A fixture that lacks what was declared fails them.
 */
export function brokerSuite<const Declared extends FixtureAbilities>(
  name: string,
  open: () => Promise<FixtureWith<Declared>>,
  abilities: Declared,
): void {
  describe(name, () => {
    for (const group of groupsFor(abilities)) {
      describe(group.name, () => {
        for (const brokerCase of group.cases) it(brokerCase.name, () => runCase(brokerCase, open));
      });
    }
  });
}
