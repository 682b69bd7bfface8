import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HubSchedule } from '../support/hub-schedule.ts';
import { type HubStep, hubSteps } from '../support/hub-steps.ts';
import type { Fate } from '../support/schedule-client.ts';

async function played(steps: readonly HubStep[]): Promise<HubSchedule> {
  const schedule = new HubSchedule();
  for (const step of steps) await schedule.run(step);
  await schedule.finish();
  return schedule;
}

/** Whether what a call streamed is what its handler made, in order, and all of it where it succeeded. */
function isWhole({ what, items, outcome }: Fate): boolean {
  if (what !== 'count') return true;
  return items.every((item, index) => item === index + 1) && (outcome?.ok !== true || items.length === 50);
}

/** What is wrong, or left, when all is over. */
function leftOver({ test, clients, faults, asked }: HubSchedule) {
  const fates = clients.flatMap((client) => client.fates);
  return {
    faults,
    rooms: clients.flatMap(({ record }) => record.faults),
    violations: clients.flatMap(({ client }) => client.closes.filter(({ code }) => code === 4500)),
    open: fates.filter(({ outcome }) => outcome === undefined).map(({ what }) => what),
    torn: fates.filter((fate) => !isWhole(fate)).map(({ items }) => items),
    asked,
    peers: test.hub.peers().length,
    timers: test.platform.timers,
    brokerRooms: test.broker.size,
    errors: test.log.lines.filter(([level]) => level === 'error'),
  };
}

const nothing = { faults: [], rooms: [], violations: [], open: [], torn: [], asked: 0, peers: 0, timers: 0, brokerRooms: 0, errors: [] };

describe('Hub, under any schedule of clients, strangers and time', () => {
  it('settles everything, keeps to the protocol and has nothing left at the end', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(hubSteps(), async (steps) => {
        expect(leftOver(await played(steps))).toEqual(nothing);
      }),
      { numRuns: 100 },
    );
  });
});
