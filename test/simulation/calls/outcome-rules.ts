import type { CallOutcome, RpcError } from '@trunkline/protocol/wire';
import type { CallRecord, CallRun } from './call-record.ts';

/** Whether an outcome is true, and what follows from it. */
export interface OutcomeVerdict {
  readonly isAllowed: boolean;
  readonly reason: string;
  /** The caller was told that the call never ran: it may not run later either. */
  readonly neverRuns: boolean;
  /** It is true only if a session was lost in this step. */
  readonly needsLoss: boolean;
}

/** Judges what a caller was told by what really happened. */
export function judgeOutcome(record: CallRecord, outcome: CallOutcome): OutcomeVerdict {
  const isAllowed = outcome.ok ? isTrueResult(record, outcome.value) : isTrueError(record, outcome.error);
  const reason = outcome.ok ? `ok ${JSON.stringify(outcome.value)}` : `${outcome.error.name} "${outcome.error.message}"`;
  const ran = record.runs.length > 0;
  const denies = !outcome.ok && NEVER_SENT.has(outcome.error.name) && !record.plan.isQuery && !ran;
  const needsLoss = !outcome.ok && outcome.error.name === 'OutcomeUnknown' && !isGivenUp(outcome.error);
  return { isAllowed, reason: `${reason}; ${describe(record)}`, neverRuns: denies, needsLoss };
}

/** Told of a mutation, these mean that it did not run. */
const NEVER_SENT: ReadonlySet<string> = new Set(['Cancelled', 'DeadlineExceeded', 'Closed', 'TooMany', 'TooLarge', 'InvalidRequest']);

function describe({ plan, runs, isCancelled, itemsReceived }: CallRecord): string {
  const ran = runs.map(({ session, answer, abortedBy, itemsSent }) => {
    return `${session}: ${answer ?? 'no answer'}, aborted by ${abortedBy ?? 'nothing'}, ${itemsSent} items`;
  });
  return `${plan.isQuery ? 'query' : 'mutation'}, ${isCancelled ? 'cancelled, ' : ''}${itemsReceived} items received, runs: ${ran.join(' | ') || 'none'}`;
}

function isTrueResult(record: CallRecord, value: unknown): boolean {
  const run = runOf(record, value);
  if (run?.answer !== 'ok') return false;
  const hasThem = record.isQueued ? record.itemsReceived <= run.itemsSent : record.itemsReceived === run.itemsSent;
  return hasThem && (record.itemsReceived === 0 || record.itemsFrom === run.index);
}

function isTrueError(record: CallRecord, error: RpcError): boolean {
  const { plan, runs, isCancelled, caller } = record;
  const isLate = caller.stage.time.now >= record.deadline;
  const lastRun = runs.at(-1);
  switch (error.name) {
    case 'SoldOut':
      return runOf(record, error.data)?.answer === 'declared';
    case 'Internal':
      return (hasErrorId(error.data) ? lastRun : runOf(record, error.data))?.answer === 'internal';
    case 'TooLarge':
      return runs.length === 0 || lastRun?.answer === 'tooLarge';
    case 'TooMany':
      return runs.length === 0 || plan.isQuery || lastRun?.abortedBy === 'TooMany';
    case 'InvalidRequest':
      return plan.isCareless && runs.length === 0;
    case 'Cancelled':
      return isCancelled && (plan.isQuery || runs.length === 0);
    case 'DeadlineExceeded':
      return isLate && (plan.isQuery || runs.length === 0);
    case 'Closed':
      return record.direction === 'up' && (plan.isQuery || runs.length === 0);
    case 'OutcomeUnknown':
      if (isGivenUp(error)) return !plan.isQuery && (isCancelled || isLate);
      return record.direction === 'down' || !(plan.isQuery && plan.inputItems === undefined && record.itemsReceived === 0);
    default:
      return false;
  }
}

/** A mutation that was sent, and its caller stopped waiting. */
function isGivenUp({ cause }: RpcError): boolean {
  return cause instanceof Error && (cause.name === 'Cancelled' || cause.name === 'DeadlineExceeded');
}

/** A hub tells nothing else of what failed. */
function hasErrorId(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'errorId' in value;
}

/** The run that an answer claims to be of. */
function runOf(record: CallRecord, value: unknown): CallRun | undefined {
  if (typeof value !== 'object' || value === null || !('call' in value) || !('run' in value)) return undefined;
  return value.call === record.number && typeof value.run === 'number' ? record.runs[value.run] : undefined;
}
