import type { IncomingCall, RpcError } from '@trunkline/protocol/wire';
import type { Host } from '../kernel/host.ts';
import { pad } from '../kernel/pad.ts';
import { expectThat } from '../kernel/violation.ts';
import type { Wire } from '../modules.ts';
import { itemBytesOf } from './call-plan.ts';
import type { CallRecord, CallRun } from './call-record.ts';
import { expectSettledInTime, readItem } from './caller.ts';
import type { ItemContent, Ledger } from './ledger.ts';

/** Where a handler runs. */
export interface CalleePlace {
  readonly host: Host;
  readonly wire: Wire;
  readonly ledger: Ledger;
  readonly session: string;
  /** More than the caller takes. */
  readonly tooLargeBytes: number;
  /** Called once the handler is done, also after an abort. */
  onSettled(): void;
}

/** The application at the answering end of one call: takes its input, sends its items, answers as planned. */
export class Callee {
  readonly #place: CalleePlace;
  readonly #call: IncomingCall;
  readonly #record: CallRecord;
  readonly #run: CallRun;
  #isProducing = false;
  #hasWorked = false;
  /** Inputs that came in and are not consumed. */
  #waiting = 0;

  constructor(place: CalleePlace, call: IncomingCall, sentAt: number) {
    this.#place = place;
    this.#call = call;
    const begun = place.ledger.runBegins(numberOf(call.params), place.session, place.host, call.deadline - place.host.now, sentAt);
    this.#record = begun.record;
    this.#run = begun.run;
    place.host.note(`runs call ${this.#record.number}`);
    call.handler = {
      onAbort: (cause) => this.#abort(cause),
      onItem: (item) => this.#receive(item),
      onInputEnd: () => this.#inputEnded(),
      onWritable: () => this.#produce(),
    };
    place.host.after(this.#record.plan.workMs, () => {
      this.#hasWorked = true;
      this.#proceed();
    });
    expectSettledInTime(place.host, call.deadline - place.host.now, () => call.isAnswered, `the handler of call ${this.#record.number}`);
    this.#produce();
  }

  #receive(item: unknown): void {
    this.#place.ledger.inputReceived(this.#record, this.#run, readItem(item));
    this.#waiting += 1;
    if (this.#waiting === 1) this.#consumeLater();
  }

  #consumeLater(): void {
    this.#place.host.after(this.#record.plan.consumeMs, () => {
      if (this.#run.isSettled) return;
      this.#run.inputsConsumed += 1;
      this.#call.consumed();
      this.#waiting -= 1;
      if (this.#waiting > 0) this.#consumeLater();
      else this.#proceed();
    });
  }

  #inputEnded(): void {
    this.#place.ledger.inputEnded(this.#record, this.#run);
    this.#proceed();
  }

  #produce(): void {
    const { outputItems, produceMs } = this.#record.plan;
    if (this.#isProducing || this.#run.itemsSent === outputItems) return;
    if (!this.#call.isWritable) {
      if (!this.#call.isAnswered) this.#place.host.stage.features.add('producer waits for credit');
      return;
    }
    this.#isProducing = true;
    this.#place.host.after(produceMs, () => {
      this.#isProducing = false;
      this.#sendNext();
      this.#produce();
      this.#proceed();
    });
  }

  #sendNext(): void {
    if (!this.#call.isWritable) return;
    const index = this.#run.itemsSent;
    this.#place.ledger.itemSent(this.#record, this.#run);
    const { number: call, plan } = this.#record;
    this.#call.sendItem({ call, run: this.#run.index, index, pad: pad(itemBytesOf(plan, index)) } satisfies ItemContent);
  }

  /** Answers once all is done that comes before. */
  #proceed(): void {
    const { plan } = this.#record;
    const isInputDone = plan.inputItems === undefined || plan.ignoresInput || (this.#run.hasInputEnded && this.#waiting === 0);
    if (this.#call.isAnswered || !this.#hasWorked || !isInputDone || this.#run.itemsSent < plan.outputItems) return;
    const result = { call: this.#record.number, run: this.#run.index };
    const { systemError, declaredError } = this.#place.wire;
    if (plan.answer !== 'never') this.#run.answer = plan.answer;
    switch (plan.answer) {
      case 'never':
        break;
      case 'ok':
        this.#settle(() => this.#call.respond(result));
        break;
      case 'declared':
        this.#settle(() => this.#call.fail(declaredError('SoldOut', result)));
        break;
      case 'internal':
        this.#settle(() => this.#call.fail(systemError('Internal', 'it broke', result)));
        break;
      case 'tooLarge':
        this.#settle(() => this.#call.respond({ ...result, pad: pad(this.#place.tooLargeBytes) }));
    }
  }

  #abort(cause: RpcError): void {
    const { host } = this.#place;
    host.note(`call ${this.#record.number} is aborted: ${cause.name}`);
    expectThat(this.#run.abortedBy === undefined && this.#run.answer === undefined, 'a handler is aborted at most once', () => {
      return `call ${this.#record.number}: ${cause.name} after ${this.#run.abortedBy ?? this.#run.answer}`;
    });
    const isTrue =
      cause.name === 'Cancelled'
        ? this.#record.outcome !== undefined
        : cause.name !== 'DeadlineExceeded' || host.now >= this.#call.deadline;
    expectThat(isTrue, 'a handler is aborted for a true reason', () => `call ${this.#record.number}: ${cause.name}`);
    this.#run.abortedBy = cause.name;
    host.stage.features.add(`abort ${cause.name}`);
    host.after(this.#record.plan.settleAfterAbortMs, () => this.#settle(() => this.#call.respond(null)));
  }

  #settle(answer: () => void): void {
    if (this.#run.isSettled) return;
    this.#run.isSettled = true;
    answer();
    this.#place.onSettled();
  }
}

/** The number of the call that params are of. @throws {TypeError} when they are none of ours. */
function numberOf(params: unknown): number {
  if (typeof params === 'object' && params !== null && 'call' in params && typeof params.call === 'number') return params.call;
  throw new TypeError(`no params of ours: ${JSON.stringify(params)}`);
}
