import type { CallOutcome } from '@trunkline/protocol/wire';
import type { Host } from '../kernel/host.ts';
import { expectThat } from '../kernel/violation.ts';
import type { CallPlan } from './call-plan.ts';
import { type CallRecord, type CallRun, mayHaveOut } from './call-record.ts';
import { judgeOutcome } from './outcome-rules.ts';

/** Content of an item: enough to see that it is the right one. */
export interface ItemContent {
  readonly call: number;
  readonly run: number;
  readonly index: number;
  readonly pad: string;
}

/** How a caller takes the items of its calls, where it is not as the ledger knows. */
export type ItemTaking = Pick<CallRecord, 'itemCredit' | 'isQueued'>;

/** Knows of every call what really happened, and sees that its caller and its handlers are told nothing else. */
export class Ledger {
  readonly records: CallRecord[] = [];
  /** Calls that ended as unknown in this step because their session was lost. */
  #lost: CallRecord[] = [];
  readonly #credits: { readonly client: number; readonly server: number };
  /** Calls that are not settled. */
  #open = 0;

  /** Items that each side grants for one stream. */
  constructor(credits: { readonly client: number; readonly server: number }) {
    this.#credits = credits;
  }

  get openCalls(): number {
    return this.#open;
  }

  begin(plan: CallPlan, direction: 'up' | 'down', caller: Host, taking?: ItemTaking): CallRecord {
    const itemCredit = direction === 'up' ? this.#credits.client : this.#credits.server;
    const record: CallRecord = {
      number: this.records.length,
      plan,
      caller,
      direction,
      deadline: caller.stage.time.now + plan.timeoutMs,
      ...(taking ?? { itemCredit, isQueued: false }),
      runs: [],
      isCancelled: false,
      neverRuns: false,
      outcome: undefined,
      itemsReceived: 0,
      itemsConsumed: 0,
      itemsFrom: undefined,
      firstItemAt: Number.POSITIVE_INFINITY,
      inputsSent: 0,
      hasEndedInput: false,
    };
    this.records.push(record);
    this.#open += 1;
    return record;
  }

  /** A handler begins. `leftMs`: the time that its caller gives it; `sentAt`: when its request left the caller for the last time. */
  runBegins(number: number, session: string, host: Host, leftMs: number, sentAt: number): { record: CallRecord; run: CallRun } {
    const record = this.#recordOf(number);
    const { plan, runs } = record;
    const what = () => `call ${number}, in ${session}`;
    expectThat(!record.neverRuns, 'a call that was reported as never sent never runs', what);
    // A request may arrive late, when the one that was sent after it is answered.
    const mayRepeat = plan.isQuery && plan.inputItems === undefined && record.direction === 'up' && sentAt <= record.firstItemAt;
    expectThat(runs.length === 0 || mayRepeat, 'no handler runs twice for one call, re-sent queries apart', what);
    expectThat(!runs.some((run) => run.session === session), 'no handler runs twice for one call in one session', what);
    const owedMs = Math.max(1, Math.ceil(record.deadline - sentAt));
    expectThat(
      leftMs <= owedMs,
      'a handler is given the time that is left when its request is sent',
      () => `${what()}: ${leftMs} > ${owedMs}`,
    );
    const run: CallRun = {
      index: runs.length,
      session,
      host,
      answer: undefined,
      abortedBy: undefined,
      isSettled: false,
      itemsSent: 0,
      inputsReceived: 0,
      inputsConsumed: 0,
      hasInputEnded: false,
    };
    if (runs.length > 0) host.stage.features.add('query re-sent');
    runs.push(run);
    return { record, run };
  }

  itemSent(record: CallRecord, run: CallRun): void {
    const consumed = record.itemsFrom === run.index ? record.itemsConsumed : 0;
    expectThat(mayHaveOut(record.plan, run.itemsSent, consumed, record.itemCredit), 'no more items are out than granted', () => {
      return `call ${record.number}: ${run.itemsSent} sent, ${consumed} consumed, up to ${record.plan.itemBytes} bytes each`;
    });
    run.itemsSent += 1;
  }

  inputSent(record: CallRecord): void {
    const credit = record.direction === 'up' ? this.#credits.server : this.#credits.client;
    const consumed = record.runs[0]?.inputsConsumed ?? 0;
    expectThat(mayHaveOut(record.plan, record.inputsSent, consumed, credit), 'no more items are out than granted', () => {
      return `input of call ${record.number}: ${record.inputsSent} sent, ${consumed} consumed, up to ${record.plan.itemBytes} bytes each`;
    });
    record.inputsSent += 1;
  }

  itemReceived(record: CallRecord, { call, run, index }: ItemContent): void {
    const what = () => `call ${record.number} got item ${index} of run ${run} of call ${call}; ${record.itemsReceived} before it`;
    expectThat(record.outcome === undefined || record.isQueued, 'nothing comes after a call is settled', what);
    expectThat(call === record.number && index === record.itemsReceived, 'items arrive in order, each once', what);
    expectThat((record.itemsFrom ?? run) === run, 'all items of a call are of one run', what);
    expectThat(index < (record.runs[run]?.itemsSent ?? 0), 'an item that arrives was sent', what);
    record.itemsFrom = run;
    record.firstItemAt = Math.min(record.firstItemAt, record.caller.stage.time.now);
    record.itemsReceived += 1;
  }

  inputReceived(record: CallRecord, run: CallRun, { call, index }: ItemContent): void {
    const what = () => `call ${record.number} got input ${index} of call ${call}; ${run.inputsReceived} before it`;
    expectThat(run.answer === undefined && run.abortedBy === undefined, 'no input comes after a call is answered', what);
    expectThat(call === record.number && index === run.inputsReceived && !run.hasInputEnded, 'items arrive in order, each once', what);
    run.inputsReceived += 1;
  }

  inputEnded(record: CallRecord, run: CallRun): void {
    expectThat(
      !run.hasInputEnded && record.hasEndedInput && run.inputsReceived === record.inputsSent,
      'a stream ends once, complete',
      () => {
        return `input of call ${record.number}: ${run.inputsReceived} of ${record.inputsSent}`;
      },
    );
    run.hasInputEnded = true;
  }

  /** A caller is told how its call ended. Answers whether that is true only if its session is lost just now, see {@link lostInStep}. */
  settled(record: CallRecord, outcome: CallOutcome): boolean {
    expectThat(record.outcome === undefined, 'a call settles once', () => `call ${record.number}`);
    record.outcome = outcome;
    this.#open -= 1;
    const verdict = judgeOutcome(record, outcome);
    expectThat(verdict.isAllowed, 'a call settles with what really happened', () => `call ${record.number}: ${verdict.reason}`);
    record.neverRuns = verdict.neverRuns;
    record.caller.stage.features.add(`outcome ${outcome.ok ? 'ok' : outcome.error.name}`);
    return verdict.needsLoss;
  }

  /** A call ended as unknown: that its session was lost is looked at when the step is over. */
  lostInStep(record: CallRecord): void {
    this.#lost.push(record);
  }

  /** The end of a step: what was lost may only be lost with a session. */
  check(hasLostSession: boolean): void {
    const [first] = this.#lost;
    if (first === undefined) return;
    this.#lost = [];
    expectThat(hasLostSession, 'an outcome is unknown only when a session is lost or a caller gives up', () => `call ${first.number}`);
  }

  /** A process died: its calls wait for nothing any more, its handlers are gone. */
  forget(host: Host): void {
    for (const record of this.records) {
      for (const run of record.runs) if (run.host === host) run.isSettled = true;
      if (record.caller !== host || record.outcome !== undefined) continue;
      record.outcome = { ok: true, value: undefined };
      this.#open -= 1;
    }
  }

  #recordOf(number: number): CallRecord {
    const record = this.records[number];
    expectThat(record !== undefined, 'a call that comes in was made', () => `call ${number}`);
    if (record === undefined) throw new RangeError(`no call ${number}`);
    return record;
  }
}
