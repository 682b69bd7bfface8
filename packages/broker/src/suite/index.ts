import { describe, it } from 'vitest';
import { runCase } from './broker-case.ts';
import type { BrokerFixture } from './fixture.ts';
import { logCases } from './log-cases.ts';
import { memberCases } from './member-cases.ts';
import { publishCases } from './publish-cases.ts';
import { subscribeCases } from './subscribe-cases.ts';
import { valueCases } from './value-cases.ts';

export type { BrokerFixture } from './fixture.ts';

const GROUPS = { publish: publishCases, log: logCases, values: valueCases, subscribe: subscribeCases, members: memberCases };

/**
 * What every broker must do, as tests of Vitest: call it in a test file with a way to open an empty store.
 *
 * `open` is called for each test.
 */
export function brokerSuite(name: string, open: () => Promise<BrokerFixture>): void {
  describe(name, () => {
    for (const [group, cases] of Object.entries(GROUPS)) {
      describe(group, () => {
        for (const brokerCase of cases) it(brokerCase.name, () => runCase(brokerCase, open));
      });
    }
  });
}
