import type { Client } from '@trunkline/client/platform';
import { type CallOutcome, isRpcError } from '@trunkline/protocol/wire';
import { type CallPlan, itemBytesOf } from '../calls/call-plan.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { expectSettledInTime, readItem } from '../calls/caller.ts';
import type { ItemContent, Ledger } from '../calls/ledger.ts';
import type { Host } from '../kernel/host.ts';
import { pad } from '../kernel/pad.ts';
import type { Random } from '../kernel/random.ts';
import { expectThat } from '../kernel/violation.ts';
import type { WorkAnswer, WorldContract } from '../rooms/world-contract.ts';

/** Items that the published client grants for one stream (protocol §10). */
const ITEM_CREDIT = 32;

/** Who makes calls by the published client. */
export interface ApplicationCaller {
  readonly host: Host;
  readonly client: Client<WorldContract>;
  readonly ledger: Ledger;
  readonly random: Random;
  /** Whether a session of the client is lost just now. */
  hasLostSession(): boolean;
}

type WorkStream = ReturnType<Client<WorldContract>['stream']['list']>;

/** One call that an application makes by the published client, in one of its ways: promise, outcome or stream, with an input or without. */
export class ApplicationCall {
  readonly #place: ApplicationCaller;
  readonly #plan: CallPlan;
  readonly #record: CallRecord;
  readonly #controller = new AbortController();
  #stream: WorkStream | undefined;
  #taken = 0;
  #isInputOpen = false;
  #isLooping = false;

  constructor(place: ApplicationCaller, plan: CallPlan) {
    this.#place = place;
    this.#plan = possiblePlan(plan);
    const { host, ledger } = place;
    this.#record = ledger.begin(this.#plan, 'up', host, { itemCredit: ITEM_CREDIT, isQueued: true });
    host.note(`calls ${this.#record.number}`, 0, () => JSON.stringify(this.#plan));
    expectSettledInTime(host, plan.timeoutMs, () => this.#isSettled, `call ${this.#record.number}`);
    if (plan.cancelAfterMs < Number.POSITIVE_INFINITY) host.after(plan.cancelAfterMs, () => this.#cancel());
    if (plan.outputItems > 0) this.#begin();
    else void this.#once();
  }

  get #isSettled(): boolean {
    return this.#record.outcome !== undefined;
  }

  /** What is left of it that ought to be over. */
  get remains(): readonly string[] {
    const what = `call ${this.#record.number}`;
    return [
      ...(this.#isSettled ? [] : [`${what} is not settled`]),
      ...(this.#isInputOpen ? [`the input of ${what} is not let go`] : []),
      ...(this.#isLooping ? [`the loop over ${what} goes on`] : []),
    ];
  }

  get #options() {
    const { timeoutMs } = this.#plan;
    return { signal: this.#controller.signal, ...(timeoutMs === Number.POSITIVE_INFINITY ? {} : { timeoutMs }) };
  }

  get #params() {
    return { call: this.#record.number, pad: pad(this.#plan.paramsBytes) };
  }

  async #once(): Promise<void> {
    const { random } = this.#place;
    this.#settle(await (random.chance(0.3) ? this.#safely() : outcomeOf(this.#call())));
  }

  #call(): Promise<WorkAnswer> {
    const { call } = this.#place.client;
    const { isQuery, inputItems } = this.#plan;
    if (inputItems !== undefined) return call.take(this.#params, { ...this.#options, input: this.#input(inputItems) });
    return isQuery ? call.ask(this.#params, this.#options) : call.work(this.#params, this.#options);
  }

  #safely(): Promise<CallOutcome> {
    const { safe } = this.#place.client;
    const { isQuery, inputItems } = this.#plan;
    if (inputItems !== undefined) return safe.take(this.#params, { ...this.#options, input: this.#input(inputItems) });
    return isQuery ? safe.ask(this.#params, this.#options) : safe.work(this.#params, this.#options);
  }

  /** Asked for an item as the server takes them. */
  async *#input(total: number): AsyncGenerator<ItemContent, void, undefined> {
    const { host, ledger } = this.#place;
    const { number: call } = this.#record;
    this.#isInputOpen = true;
    try {
      for (let index = 0; index < total; index += 1) {
        await this.#wait(this.#plan.produceMs);
        if (!this.#isSettled) host.stage.turn.guard(host.name, () => ledger.inputSent(this.#record));
        yield { call, run: 0, index, pad: pad(itemBytesOf(this.#plan, index)) };
      }
      this.#record.hasEndedInput = true;
    } finally {
      this.#isInputOpen = false;
    }
  }

  #wait(ms: number): Promise<void> {
    return ms === 0 ? Promise.resolve() : new Promise((resolve) => this.#place.host.after(ms, resolve));
  }

  #begin(): void {
    const { stream } = this.#place.client;
    const { isQuery, inputItems } = this.#plan;
    if (inputItems !== undefined) this.#stream = stream.talk(this.#params, { ...this.#options, input: this.#input(inputItems) });
    else this.#stream = isQuery ? stream.list(this.#params, this.#options) : stream.make(this.#params, this.#options);
    void this.#loop(this.#stream);
    void this.#await(this.#stream);
  }

  async #await(stream: WorkStream): Promise<void> {
    this.#settle(await outcomeOf(stream.result()));
  }

  /** Takes the items, one after another, until it has all or enough. */
  async #loop(stream: WorkStream): Promise<void> {
    const iterator = stream[Symbol.asyncIterator]();
    this.#isLooping = true;
    const end = await this.#take(iterator);
    this.#isLooping = false;
    // Given up, it may end in whatever way comes first.
    if (end === undefined || this.#record.isCancelled) return;
    const { outcome, itemsReceived, number } = this.#record;
    const what = () => `call ${number}: ${JSON.stringify(end)} and ${JSON.stringify(outcome)}, ${itemsReceived} items`;
    expectThat(isSameOutcome(end, outcome), 'a loop ends as its call', what);
    const hasAll = outcome?.ok !== true || itemsReceived === this.#plan.outputItems;
    expectThat(hasAll, 'a loop gets all items of a call that succeeds', what);
  }

  async #take(iterator: AsyncIterator<ItemContent, unknown>): Promise<CallOutcome | undefined> {
    const { ledger, random } = this.#place;
    for (;;) {
      const next = await outcomeOf(iterator.next());
      if (!next.ok) return next;
      if (next.value.done === true) return { ok: true, value: next.value.value };
      ledger.itemReceived(this.#record, readItem(next.value.value));
      this.#record.itemsConsumed += 1;
      this.#taken += 1;
      if (this.#plan.cancelAfterMs < Number.POSITIVE_INFINITY && random.chance(0.1)) {
        this.#record.isCancelled = true;
        this.#place.host.stage.features.add('stream left');
        void iterator.return?.();
        return undefined;
      }
      await this.#wait(this.#plan.consumeMs);
    }
  }

  #cancel(): void {
    if (this.#isSettled && !this.#isLooping) return;
    this.#record.isCancelled = true;
    this.#place.host.note(`cancels call ${this.#record.number}`);
    if (this.#stream !== undefined && this.#place.random.chance(0.5)) this.#stream.cancel(new Error('lost patience'));
    else this.#controller.abort(new Error('lost patience'));
  }

  #settle(outcome: CallOutcome): void {
    const { host, ledger, hasLostSession } = this.#place;
    host.note(`call ${this.#record.number} settles: ${outcome.ok ? 'ok' : outcome.error.name}`);
    const needsLoss = ledger.settled(this.#record, outcome);
    const what = () => `call ${this.#record.number}`;
    expectThat(!needsLoss || hasLostSession(), 'an outcome is unknown only when a session is lost or a caller gives up', what);
  }
}

/** What has an input is nowhere declared as a query, and no handler of a hub answers with what is too large. */
function possiblePlan(plan: CallPlan): CallPlan {
  const answer = plan.answer === 'tooLarge' ? 'ok' : plan.answer;
  return plan.inputItems === undefined ? { ...plan, answer } : { ...plan, answer, isQuery: false };
}

type Settled<T> = { readonly ok: true; readonly value: T } | Extract<CallOutcome, { readonly ok: false }>;

/** What a promise settles with; it rejects with an `RpcError`, or something is wrong. */
async function outcomeOf<T>(promise: Promise<T>): Promise<Settled<T>> {
  try {
    return { ok: true, value: await promise };
  } catch (error) {
    if (isRpcError(error)) return { ok: false, error };
    throw error;
  }
}

function isSameOutcome(one: CallOutcome, other: CallOutcome | undefined): boolean {
  if (other === undefined || one.ok !== other.ok) return false;
  return one.ok || other.ok ? JSON.stringify(one) === JSON.stringify(other) : one.error === other.error;
}
