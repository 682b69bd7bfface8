import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonCodec } from '../../src/codec/json-codec.ts';
import { msgpackCodec } from '../../src/codec/msgpack-codec.ts';
import type { CallOutcome } from '../../src/session/outgoing-call.ts';
import type { LinkedPair } from '../support/linked-pair.ts';
import { type Fate, Schedule, type Step, steps } from '../support/schedule.ts';

const own = { messageBytes: 1 << 20, credit: 3 };
const tight = { own, outbox: { bytes: 1_500, envelopes: 10 }, incomingCalls: 4, outgoingCalls: 6 };
const detached = { keptMs: 3_000, bytes: 64 << 20, sessions: 10_000 };

/** Errors that say: the call certainly did not run. */
const NOT_RUN = new Set(['Cancelled', 'DeadlineExceeded', 'TooMany', 'Closed']);

function expectBounds({ sessions, cables }: LinkedPair): void {
  for (const { session } of sessions) {
    expect(session.load.outboxBytes).toBeLessThanOrEqual(tight.outbox.bytes);
    expect(session.load.incomingCalls).toBeLessThanOrEqual(tight.incomingCalls);
    expect(session.load.outgoingCalls).toBeLessThanOrEqual(tight.outgoingCalls);
  }
  // Both sides keep to the protocol, so neither may find fault with the other.
  expect(cables.flatMap(({ codes }) => codes)).not.toContain(4500);
}

/** What a caller was told that is not true; nothing, where all is well. */
function lies({ observed: { outcomes, items }, isQuery, runs }: Fate, schedule: Schedule): string[] {
  const [outcome] = outcomes;
  if (outcome === undefined || outcomes.length > 1) return [`settled ${outcomes.length} times`];
  const said = outcome.ok ? `ok ${outcome.value}` : outcome.error.name;
  const answers = runs.map((run) => (run.answer === 'ok' ? `ok ${schedule.runs.indexOf(run)}` : run.answer));
  const first = Array.isArray(items[0]) ? items[0][0] : undefined;
  const checks: [string, boolean][] = [
    // A mutation runs once; a query once in each session that carried it.
    [`ran ${runs.length} times`, runs.length <= (isQuery ? schedule.pair.sessions.length : 1)],
    [`said ${said}, which no handler did`, !outcome.ok || answers.includes(said)],
    ['said Failed, which no handler did', said !== 'Failed' || answers.includes('failed')],
    [`said ${said}, and ran`, isQuery || !NOT_RUN.has(said) || runs.length === 0],
    [`said ${said}`, outcome.ok || said === 'Failed' || said === 'OutcomeUnknown' || NOT_RUN.has(said)],
    // All of one run, from its first on, in order.
    [`items ${JSON.stringify(items)}`, JSON.stringify(items) === JSON.stringify(items.map((_, index) => [first, index]))],
  ];
  return checks.filter(([, holds]) => !holds).map(([fault]) => fault);
}

/** Why a caller does not know what happened; `undefined` if it does. */
function unknownCause(outcome: CallOutcome): string | undefined {
  if (outcome.ok || outcome.error.name !== 'OutcomeUnknown') return undefined;
  return outcome.error.cause instanceof Error ? outcome.error.cause.name : 'no cause';
}

function play(schedule: Schedule, happenings: readonly Step[]): void {
  for (const step of happenings) {
    schedule.run(step);
    expectBounds(schedule.pair);
    for (const { observed } of schedule.fates) expect(observed.outcomes.length).toBeLessThanOrEqual(1);
  }
  schedule.settle();
}

describe.each([
  { codec: jsonCodec, numRuns: 250 },
  { codec: msgpackCodec, numRuns: 50 },
])('Session, under any schedule of cuts, delays and reordered admissions, in $codec.name', ({ codec, numRuns }) => {
  it('settles every call once, with what truly happened or as unknown, and keeps its bounds', () => {
    fc.assert(
      fc.property(steps(true), (happenings) => {
        const schedule = new Schedule({ codec, clientLimits: tight, serverLimits: tight, table: { detached } });
        play(schedule, happenings);
        expect(schedule.fates.flatMap((fate) => lies(fate, schedule))).toEqual([]);
        const { sessions } = schedule.pair;
        expect(sessions.map(({ session }) => [session.load.incomingCalls, session.load.outgoingCalls])).toEqual(sessions.map(() => [0, 0]));
        expect(schedule.pair.table.size).toBe(1);
      }),
      { numRuns },
    );
  });

  it('never loses a session whose outboxes suffice and that is kept: only who gave up does not know', () => {
    fc.assert(
      fc.property(steps(false), (happenings) => {
        const limits = { own, incomingCalls: 1_000 };
        const schedule = new Schedule({
          codec,
          clientLimits: limits,
          serverLimits: limits,
          table: { detached: { ...detached, keptMs: Number.POSITIVE_INFINITY } },
        });
        for (const step of happenings) schedule.run(step);
        schedule.settle();
        expect(schedule.fates.flatMap((fate) => lies(fate, schedule))).toEqual([]);
        expect(schedule.pair.sessions).toHaveLength(1);
        const causes = schedule.fates.flatMap(({ observed }) => observed.outcomes).map(unknownCause);
        expect(causes.filter((cause) => cause !== undefined && cause !== 'Cancelled' && cause !== 'DeadlineExceeded')).toEqual([]);
      }),
      { numRuns },
    );
  });
});
