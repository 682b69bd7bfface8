import type { RpcError } from '@trunkline/protocol';
import type { CallGiven } from '@trunkline/server';
import { itemBytesOf } from '../calls/call-plan.ts';
import type { CallRecord, CallRun } from '../calls/call-record.ts';
import type { ItemContent, Ledger } from '../calls/ledger.ts';
import type { Host } from '../kernel/host.ts';
import { pad } from '../kernel/pad.ts';
import type { WorkAnswer, WorkParams } from '../rooms/world-contract.ts';
import type { SimulatedContext } from './hub-application.ts';
import { PlannedFailure } from './hub-log.ts';

/** What a handler is given, whichever of the world's procedures it is of. */
export interface HandlerGiven extends CallGiven<SimulatedContext> {
  error(name: 'SoldOut', data: WorkAnswer): RpcError;
}

/** One run of a handler in a hub: takes its input, sends its items and answers as planned, unless its call is aborted. */
export class HubCallee {
  readonly #host: Host;
  readonly #ledger: Ledger;
  readonly #given: HandlerGiven;
  readonly #record: CallRecord;
  readonly #run: CallRun;

  /** It begins at once. */
  constructor(host: Host, ledger: Ledger, { call }: WorkParams, given: HandlerGiven) {
    this.#host = host;
    this.#ledger = ledger;
    this.#given = given;
    const session = `session of ${given.peer?.id}`;
    const { record, run } = this.#guard(() => ledger.runBegins(call, session, host, 0, 0));
    this.#record = record;
    this.#run = run;
    host.note(`runs call ${call}`);
    given.signal.addEventListener('abort', () => {
      const reason: unknown = given.signal.reason;
      run.abortedBy = reason instanceof Error ? reason.name : 'nobody knows';
      host.stage.features.add(`abort ${run.abortedBy}`);
    });
  }

  /** A hub catches what its handlers throw. */
  #guard<T>(judge: () => T): T {
    return this.#host.stage.turn.guard(this.#host.name, judge);
  }

  async answer(input?: AsyncIterable<ItemContent>): Promise<WorkAnswer> {
    try {
      await this.#take(input);
      return await this.#work();
    } finally {
      this.#run.isSettled = true;
    }
  }

  async *items(input?: AsyncIterable<ItemContent>): AsyncGenerator<ItemContent, WorkAnswer, undefined> {
    const { number: call, plan } = this.#record;
    try {
      await this.#take(input);
      for (let index = 0; index < plan.outputItems; index += 1) {
        await this.#wait(plan.produceMs);
        this.#given.signal.throwIfAborted();
        this.#guard(() => this.#ledger.itemSent(this.#record, this.#run));
        yield { call, run: this.#run.index, index, pad: pad(itemBytesOf(plan, index)) };
      }
      return await this.#work();
    } finally {
      this.#run.isSettled = true;
    }
  }

  async #take(input: AsyncIterable<ItemContent> | undefined): Promise<void> {
    const { plan } = this.#record;
    if (input === undefined || plan.ignoresInput) return;
    for await (const item of input) {
      this.#guard(() => this.#ledger.inputReceived(this.#record, this.#run, item));
      this.#run.inputsConsumed += 1;
      await this.#wait(plan.consumeMs);
    }
    this.#guard(() => this.#ledger.inputEnded(this.#record, this.#run));
  }

  async #work(): Promise<WorkAnswer> {
    const { signal } = this.#given;
    const { number: call, plan } = this.#record;
    await this.#wait(plan.workMs);
    if (plan.answer === 'never') await aborted(signal);
    signal.throwIfAborted();
    const answer = { call, run: this.#run.index };
    this.#run.answer = plan.answer === 'never' ? undefined : plan.answer;
    if (plan.answer === 'declared') throw this.#given.error('SoldOut', answer);
    if (plan.answer === 'internal') throw new PlannedFailure('it broke');
    return answer;
  }

  #wait(ms: number): Promise<void> {
    return ms === 0 ? Promise.resolve() : new Promise((resolve) => this.#host.after(ms, resolve));
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return signal.aborted ? Promise.resolve() : new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
}
