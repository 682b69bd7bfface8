import { cancelledError, OutgoingCall } from '../session/outgoing-call.ts';
import { CallInput } from './call-input.ts';
import type { CallPlan, PlannedOutcome } from './call-plan.ts';

/** What is told of a planned call. `onSettled` comes exactly once, and nothing after it. */
export interface PlannedCallObserver {
  /** An item of the callee's stream, as it came. To be followed by `consumed` once the application took it. */
  onItem(item: unknown): void;
  onSettled(outcome: PlannedOutcome): void;
}

/** One call that is made by a plan, with its input: planned → begun → settled. However it settles, the source of its input is let go. */
export class PlannedCall {
  readonly #plan: CallPlan;
  readonly #observer: PlannedCallObserver;
  readonly #input: CallInput | undefined;
  #call: OutgoingCall | undefined;
  #isSettled = false;

  constructor(plan: CallPlan, observer: PlannedCallObserver) {
    this.#plan = plan;
    this.#observer = observer;
    this.#input = plan.input === undefined ? undefined : new CallInput(plan.input, plan);
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** Begins the call, unless it was cancelled. To be called once. What the plan throws settles the call. */
  begin(): void {
    if (this.#isSettled) return;
    try {
      const call = this.#makeCall();
      // The application may have given up while its params were written.
      if (!this.#isSettled) this.#plan.begin(call);
    } catch (error) {
      this.#settle({ ok: false, error });
    }
  }

  #makeCall(): OutgoingCall {
    const input = this.#input;
    const call = new OutgoingCall(this.#plan.request(), {
      onItem: (item) => this.#observer.onItem(item),
      onWritable: () => input?.run(),
      onSettled: (outcome) => {
        const isFailed = input !== undefined && !outcome.ok;
        this.#settle(isFailed ? { ok: false, error: input.explain(outcome.error) } : outcome);
      },
    });
    this.#call = call;
    input?.carriedBy(call);
    return call;
  }

  /** The application took the next item. */
  consumed(): void {
    this.#call?.consumed();
  }

  /** The caller gives up; before the call begins, nothing is sent. */
  cancel(reason: unknown): void {
    if (this.#call === undefined) this.#settle({ ok: false, error: cancelledError(reason) });
    else this.#call.cancel(reason);
  }

  #settle(outcome: PlannedOutcome): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#input?.stop();
    this.#observer.onSettled(outcome);
  }
}
