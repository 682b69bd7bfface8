import { describe } from 'vitest';
import type { BrokerFixture } from './fixture.ts';
import { logCases } from './log-cases.ts';
import { memberCases } from './member-cases.ts';
import { publishCases } from './publish-cases.ts';
import { subscribeCases } from './subscribe-cases.ts';
import { valueCases } from './value-cases.ts';

export type { BrokerFixture } from './fixture.ts';

/**
 * What every broker must do, as tests of Vitest: call it in a test file with a way to open an empty store.
 *
 * `open` is called for each test.
 */
export function brokerSuite(name: string, open: () => Promise<BrokerFixture>): void {
  describe(name, () => {
    describe('publish', () => publishCases(open));
    describe('log', () => logCases(open));
    describe('values', () => valueCases(open));
    describe('subscribe', () => subscribeCases(open));
    describe('members', () => memberCases(open));
  });
}
