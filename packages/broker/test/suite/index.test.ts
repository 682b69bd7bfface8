import { describe, expect, expectTypeOf, it } from 'vitest';
import type { FixtureWith } from '../../src/suite/fixture.ts';
import { groupsFor } from '../../src/suite/groups.ts';
import { type BrokerFixture, brokerSuite } from '../../src/suite/index.ts';
import { EVERYTHING_POSSIBLE, openMemory } from '../support/open-memory.ts';

async function openWithoutAbilities(): Promise<BrokerFixture> {
  return { ...(await openMemory()), advance: undefined, lose: undefined };
}

// As brokers' own tests use it.
brokerSuite('brokerSuite, on a store that can do everything', () => openMemory(), EVERYTHING_POSSIBLE);
brokerSuite('brokerSuite, on a store that tests can only use', openWithoutAbilities, {});

describe('brokerSuite', () => {
  it('registers the cases that the abilities allow, by group, and nothing else', ({ task }) => {
    const registered = task.file.tasks.flatMap((suite) => (suite.type === 'suite' && suite.name !== 'brokerSuite' ? [suite.tasks] : []));
    const names = registered.map((groups) =>
      groups.map((group) => ({ name: group.name, cases: group.type === 'suite' ? group.tasks.map(({ name }) => name) : [] })),
    );
    expect(names).toEqual(
      [EVERYTHING_POSSIBLE, {}].map((abilities) =>
        groupsFor(abilities).map(({ name, cases }) => ({ name, cases: cases.map((brokerCase) => brokerCase.name) })),
      ),
    );
  });

  it('takes a fixture only with what was declared', () => {
    expectTypeOf(openMemory).returns.resolves.toExtend<FixtureWith<{ clock: true; loss: true }>>();
    expectTypeOf(openWithoutAbilities).returns.resolves.toExtend<FixtureWith<{ clock: false }>>();
    expectTypeOf(openWithoutAbilities).returns.resolves.not.toExtend<FixtureWith<{ clock: true }>>();
    expectTypeOf(openWithoutAbilities).returns.resolves.not.toExtend<FixtureWith<{ clock: false; loss: true }>>();
    expectTypeOf(brokerSuite<{ loss: true }>)
      .parameter(1)
      .returns.resolves.toEqualTypeOf<FixtureWith<{ loss: true }>>();
  });
});
