import type { Stream } from '../contract/calls.ts';
import { cancelledError } from '../session/outgoing-call.ts';
import { ItemQueue } from '../streams/item-queue.ts';
import { OrderedReader } from '../streams/ordered-reader.ts';
import { listenForAbort } from './abort-listener.ts';
import { type CallPlan, type PlannedOutcome, readOutcome } from './call-plan.ts';
import { PlannedCall } from './planned-call.ts';
import { StreamResponse } from './stream-response.ts';

/**
 * A call whose callee streams items. It begins when it is consumed: when it is iterated, or its result is asked for.
 *
 * The callee sends no more ahead than was granted, and goes on as the consumer takes items. What ends the call surfaces in the loop,
 * behind the items that came before it, and in `result()`; a cancel at once. Whatever way it ends, nobody need catch what nobody asked for.
 */
export class CallStream implements Stream<unknown, unknown> {
  readonly #plan: CallPlan;
  readonly #call: PlannedCall;
  readonly #items: ItemQueue<unknown, unknown>;
  readonly #reader = new OrderedReader();
  readonly #response = new StreamResponse();
  #consumer: 'none' | 'iterator' | 'result' = 'none';
  #isCancelled = false;
  #stopListening = () => {};

  constructor(plan: CallPlan) {
    this.#plan = plan;
    this.#call = new PlannedCall(plan, {
      onItem: (item) => this.#receive(item),
      onSettled: (outcome) => this.#settled(outcome),
    });
    this.#items = new ItemQueue({
      onTaken: () => {
        this.#call.consumed();
        this.#letGo();
      },
      onAbandoned: () => {
        // For whoever asked for an item and left before it came.
        this.#items.end(undefined);
        this.cancel(new Error('the consumer left the stream'));
      },
    });
  }

  /** @throws {TypeError} the second time, and when the items are being discarded because `result()` was called first. */
  [Symbol.asyncIterator](): AsyncIterator<unknown, unknown, undefined> {
    if (this.#consumer === 'result') throw new TypeError('the items of this stream are discarded: iterate it before you call result()');
    const iterator = this.#items[Symbol.asyncIterator]();
    this.#consumeBy('iterator');
    return iterator;
  }

  /** Settles with the response, which may come before its consumer has taken all items. */
  result(): Promise<unknown> {
    this.#consumeBy('result');
    return this.#response.promise();
  }

  #consumeBy(consumer: 'iterator' | 'result'): void {
    if (this.#consumer !== 'none') return;
    this.#consumer = consumer;
    if (this.#call.isSettled) return;
    this.#stopListening = listenForAbort(this.#plan.signal, (reason) => this.cancel(reason));
    this.#call.begin();
  }

  /** The consumer wants no more: items that wait are dropped, and its loop throws. Of a call that was answered, the response stays. */
  cancel(reason?: unknown): void {
    if (this.#call.isSettled) this.#items.abort(cancelledError(reason));
    else {
      this.#isCancelled = true;
      this.#call.cancel(reason);
    }
    this.#stopListening();
  }

  #receive(item: unknown): void {
    if (this.#consumer === 'result') this.#call.consumed();
    else {
      this.#reader.read(
        () => this.#plan.readItem(item),
        (value) => this.#items.push(value),
        (error) => {
          this.#fail(error);
          this.#call.cancel(error);
        },
      );
    }
  }

  #settled(outcome: PlannedOutcome): void {
    if (this.#isCancelled && !outcome.ok) {
      this.#items.abort(outcome.error);
      this.#fail(outcome.error);
      return;
    }
    // Behind the items that are still being read.
    this.#reader.read(
      () => readOutcome(this.#plan, outcome),
      (value) => {
        this.#items.end(value);
        this.#response.settle({ value });
        this.#letGo();
      },
      (error) => this.#fail(error),
    );
  }

  #fail(error: unknown): void {
    this.#items.fail(error);
    this.#response.settle({ error });
    this.#letGo();
  }

  /** Until its consumer has taken all items, a signal that is aborted still ends the loop. */
  #letGo(): void {
    if (this.#response.isSettled && this.#items.size === 0) this.#stopListening();
  }
}
