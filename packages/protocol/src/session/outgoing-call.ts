import type { EncodedValue } from '../envelope/encoded-value.ts';
import type { Meta, NameOrIndex } from '../envelope/envelope.ts';
import { OutcomeUnknownError, type RpcError, systemError } from '../envelope/rpc-error.ts';
import { ReceiveWindow } from './receive-window.ts';
import { SendWindow } from './send-window.ts';

/** What a caller asks for. */
export interface CallRequest {
  readonly method: NameOrIndex;
  /** Already serialised: what is sent again must be what was sent first. */
  readonly params: EncodedValue | undefined;
  readonly trace: Pick<Meta, 'traceparent' | 'tracestate'> | undefined;
  /** Running it twice is harmless, so a lost session costs nothing but time. */
  readonly isQuery: boolean;
  /** The caller streams items to the callee. */
  readonly hasInput: boolean;
  /** `Infinity`: the caller waits for ever. */
  readonly deadline: number;
}

/** How a call ended, for its caller. */
export type CallOutcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: RpcError };

/** What a caller is told. `onSettled` comes exactly once, and nothing after it. */
export interface CallObserver {
  /** An item of the callee's stream. To be followed by `consumed` on the call once the application took it. */
  onItem(item: unknown): void;
  /** The call is sent, or the callee took items: `sendItem` may go on, as far as {@link OutgoingCall.isWritable} says. */
  onWritable(): void;
  onSettled(outcome: CallOutcome): void;
}

/** What carries a call: a session, once the call is sent. */
export interface CallCarrier {
  /** @returns the bytes of the message. */
  sendInput(call: OutgoingCall, item: unknown): number;
  sendEnd(call: OutgoingCall, error: RpcError | undefined): void;
  sendCredit(id: number, count: number): void;
  cancel(call: OutgoingCall): void;
}

/** What each side grants the other for one stream. */
interface Credits {
  readonly input: number;
  readonly items: number;
}

/** A call within the session that carries it. */
class Carriage {
  readonly carrier: CallCarrier;
  readonly id: number;
  readonly #credits: Credits;
  /** Both are made for the first item: most calls stream nothing. */
  #input: SendWindow | undefined;
  #items: ReceiveWindow | undefined;

  constructor(carrier: CallCarrier, id: number, credits: Credits) {
    this.carrier = carrier;
    this.id = id;
    this.#credits = credits;
  }

  get input(): SendWindow {
    this.#input ??= new SendWindow(this.#credits.input);
    return this.#input;
  }

  get items(): ReceiveWindow {
    this.#items ??= new ReceiveWindow(this.#credits.items);
    return this.#items;
  }
}

/** How a call ends that its caller gives up before it is sent, or that is harmless. */
export function cancelledError(reason: unknown): RpcError {
  return systemError('Cancelled', 'the call was cancelled', undefined, { cause: reason });
}

/**
 * One call as its caller sees it: waiting → sent → settled.
 *
 * It outlives the session that carried it: a query that delivered nothing goes back to waiting and is sent again in the next one.
 */
export class OutgoingCall {
  readonly request: CallRequest;
  readonly #observer: CallObserver;
  #carriage: Carriage | undefined;
  /** How the input ended; kept, because it may end while the call waits. */
  #inputEnd: { readonly error: RpcError | undefined } | undefined;
  #hasDelivered = false;
  #isSettled = false;

  constructor(request: CallRequest, observer: CallObserver) {
    this.request = request;
    this.#observer = observer;
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  get deadline(): number {
    return this.request.deadline;
  }

  /** The call's id in the session that carries it; 0 while it waits. */
  get id(): number {
    return this.#carriage?.id ?? 0;
  }

  /** Whether one more item of the input may go out. */
  get isWritable(): boolean {
    return !this.#isSettled && this.#inputEnd === undefined && (this.#carriage?.input.isOpen ?? false);
  }

  /** Whether it may be sent again when its session is lost (protocol §4): a query without input that has delivered no item. */
  get isRepeatable(): boolean {
    return this.request.isQuery && !this.request.hasInput && !this.#hasDelivered;
  }

  /**
   * Sends one item of the input. Does nothing once the call is settled.
   *
   * @throws {RangeError} while the call is not {@link isWritable}: the callee would take the item for a violation.
   * @throws {RpcError} `TooLarge` when the callee does not take so much.
   * @throws {TypeError} when the item is not plain data.
   */
  sendItem(item: unknown): void {
    if (this.#isSettled) return;
    if (this.#carriage === undefined || !this.isWritable) throw new RangeError('the input is not writable now');
    const { carrier, input } = this.#carriage;
    input.sent(carrier.sendInput(this, item));
  }

  /** The input is complete, or its producer failed. Only the first time counts; while the call waits it is kept until it is sent. */
  endInput(error?: RpcError): void {
    if (this.#isSettled || this.#inputEnd !== undefined) return;
    this.#inputEnd = { error };
    this.#carriage?.carrier.sendEnd(this, error);
  }

  /** The application took the next item. */
  consumed(): void {
    if (this.#isSettled || this.#carriage === undefined) return;
    const { carrier, id, items } = this.#carriage;
    const count = items.consume();
    if (count > 0) carrier.sendCredit(id, count);
  }

  /** The caller gives up. A mutation that was sent may have run: its caller is told so, with `reason` as the cause. */
  cancel(reason: unknown): void {
    this.#abandon(cancelledError(reason));
  }

  /** The deadline passed: as {@link cancel}. */
  expire(): void {
    this.#abandon(systemError('DeadlineExceeded', 'the deadline of the call passed'));
  }

  #abandon(error: RpcError): void {
    if (this.#isSettled) return;
    const outcome = this.#carriage === undefined ? error : this.#outcomeAfterSending(error);
    // First, so that a caller which calls again at once finds the place of this call free.
    this.#carriage?.carrier.cancel(this);
    this.fail(outcome);
  }

  #outcomeAfterSending(cause: RpcError): RpcError {
    if (this.request.isQuery) return cause;
    return new OutcomeUnknownError('the call was sent and given up before its answer came', { cause });
  }

  // What follows is called by the session and the waiting room.

  /** A session carries the call now. */
  carriedBy(carrier: CallCarrier, id: number, credits: Credits): void {
    this.#carriage = new Carriage(carrier, id, credits);
    if (this.#inputEnd !== undefined) carrier.sendEnd(this, this.#inputEnd.error);
    else if (this.request.hasInput) this.#observer.onWritable();
  }

  /** The session is lost: the call waits for the next one, or ends as unknown. Answers whether it waits. */
  sessionLost(cause: unknown): boolean {
    if (this.#isSettled) return false;
    if (this.isRepeatable) {
      this.#carriage = undefined;
      return true;
    }
    this.fail(new OutcomeUnknownError('the session was lost before the answer came', { cause }));
    return false;
  }

  creditReceived(count: number): void {
    this.#carriage?.input.returned(count);
    this.#observer.onWritable();
  }

  itemReceived(item: unknown, bytes: number): void {
    this.#carriage?.items.received(bytes);
    this.#hasDelivered = true;
    this.#observer.onItem(item);
  }

  succeed(value: unknown): void {
    this.#settle({ ok: true, value });
  }

  fail(error: RpcError): void {
    this.#settle({ ok: false, error });
  }

  /** The callee answered with an error. Both sides count the time, and whichever sees first that it passed, the outcome is that of {@link expire}. */
  failedByCallee(error: RpcError): void {
    const isExpired = error.name === 'DeadlineExceeded' && this.deadline < Number.POSITIVE_INFINITY;
    this.fail(isExpired ? this.#outcomeAfterSending(error) : error);
  }

  #settle(outcome: CallOutcome): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#observer.onSettled(outcome);
  }
}
