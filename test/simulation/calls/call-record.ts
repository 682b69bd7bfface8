import type { CallOutcome } from '@trunkline/protocol/wire';
import type { Host } from '../kernel/host.ts';
import { type CallPlan, itemBytesOf } from './call-plan.ts';

/** One execution of a call's handler, as it really was. */
export interface CallRun {
  readonly index: number;
  /** The session in which it ran. */
  readonly session: string;
  readonly host: Host;
  /** What the handler answered in time; `undefined`: nothing, or too late. */
  answer: 'ok' | 'declared' | 'internal' | 'tooLarge' | undefined;
  abortedBy: string | undefined;
  isSettled: boolean;
  itemsSent: number;
  inputsReceived: number;
  inputsConsumed: number;
  hasInputEnded: boolean;
}

/** One call, as it really was at both of its ends. */
export interface CallRecord {
  readonly number: number;
  readonly plan: CallPlan;
  readonly caller: Host;
  /** `up`: from a client to a server. */
  readonly direction: 'up' | 'down';
  /** By the virtual time. */
  readonly deadline: number;
  /** Items that may be out to the caller. */
  readonly itemCredit: number;
  /** Whether the caller takes items from a queue: some may still wait when it is told how the call ended. */
  readonly isQueued: boolean;
  readonly runs: CallRun[];
  isCancelled: boolean;
  /** Its caller was told that it never ran. */
  neverRuns: boolean;
  outcome: CallOutcome | undefined;
  itemsReceived: number;
  itemsConsumed: number;
  /** The run that the items came from. */
  itemsFrom: number | undefined;
  /** By the virtual time. */
  firstItemAt: number;
  inputsSent: number;
  hasEndedInput: boolean;
}

/** Bytes of items that may be out before a sender waits for credit (protocol §3). */
const WINDOW_BYTES = 256 << 10;

/**
 * Tells whether one more item may be sent, as far as anybody but the two ends can say: what the receiver has not consumed is the least
 * that it has not returned by credit.
 */
export function mayHaveOut(plan: CallPlan, sent: number, consumed: number, credit: number): boolean {
  let bytes = 0;
  for (let index = consumed; index < sent; index += 1) bytes += itemBytesOf(plan, index);
  return sent - consumed < credit && bytes < WINDOW_BYTES;
}
