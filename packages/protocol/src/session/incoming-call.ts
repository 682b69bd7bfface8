import type { Meta, NameOrIndex, RequestEnvelope } from '../envelope/envelope.ts';
import { EnvelopeError } from '../envelope/envelope-error.ts';
import type { RpcError } from '../envelope/rpc-error.ts';
import type { Answer } from './answer.ts';
import { ReceiveWindow } from './receive-window.ts';
import { SendWindow } from './send-window.ts';

/** What a callee's session does for one call. */
export interface CallAnswerer {
  respond(call: IncomingCall, answer: Answer): void;
  /** @returns the bytes of the message. */
  sendOutput(call: IncomingCall, item: unknown): number;
  sendCredit(id: number, count: number): void;
  /** Bytes of input that the application took, or that will never be taken. */
  inputConsumed(bytes: number): void;
  handlerSettled(): void;
}

/** What a handler of a call is told; set in the turn in which the call comes in. */
export interface CallHandler {
  /** The caller gave up, the deadline passed or the session ended: what the handler still answers reaches nobody. Once. */
  onAbort?(cause: RpcError): void;
  /** An item of the caller's stream. To be followed by `consumed` once the application took it. */
  onItem?(item: unknown): void;
  /** The caller's stream is complete, or its producer failed. */
  onInputEnd?(error: RpcError | undefined): void;
  /** The caller took items: `sendItem` may go on. */
  onWritable?(): void;
}

/** Items that may be out: of the caller's stream, and of the callee's. */
interface Credits {
  readonly input: number;
  readonly items: number;
}

/**
 * One call as its callee sees it: running → answered → its handler settled.
 *
 * An abort answers at once, but the slot of the call stays taken until its handler settles; else a peer could start handlers
 * without limit by cancelling each.
 */
export class IncomingCall {
  readonly id: number;
  readonly method: NameOrIndex;
  readonly params: unknown;
  readonly meta: Meta;
  /** When its handler is aborted; `Infinity` where the caller waits for ever. */
  readonly deadline: number;
  handler: CallHandler = {};
  /** Whether what answers it may leave compressed; its procedure says so. */
  compresses = false;
  readonly #answerer: CallAnswerer;
  readonly #credits: Credits;
  /** Both are made for the first item: most calls stream nothing. */
  #input: ReceiveWindow | undefined;
  #output: SendWindow | undefined;
  #isAnswered = false;
  #isSettled = false;
  #isInputOpen = true;

  constructor(request: RequestEnvelope, now: number, answerer: CallAnswerer, credits: Credits) {
    this.id = request.id;
    this.method = request.method;
    this.params = request.params;
    this.meta = request.meta ?? {};
    this.deadline = now + (this.meta.timeoutMs ?? Number.POSITIVE_INFINITY);
    this.#answerer = answerer;
    this.#credits = credits;
  }

  get #inputWindow(): ReceiveWindow {
    this.#input ??= new ReceiveWindow(this.#credits.input);
    return this.#input;
  }

  get #outputWindow(): SendWindow {
    this.#output ??= new SendWindow(this.#credits.items);
    return this.#output;
  }

  /** The caller has its answer, or will never have one. */
  get isAnswered(): boolean {
    return this.#isAnswered;
  }

  /** Whether one more item may go out. */
  get isWritable(): boolean {
    return !this.#isAnswered && this.#outputWindow.isOpen;
  }

  /**
   * Answers with a result and frees the slot. After an abort it only frees the slot.
   *
   * @throws {TypeError} when the result is not plain data; the call stays open, to be failed.
   */
  respond(result: unknown): void {
    if (!this.#isAnswered) this.#answerer.respond(this, { result });
    this.#settle();
  }

  /** Answers with an error and frees the slot. After an abort it only frees the slot. One whose data cannot be sent becomes `Internal`. */
  fail(error: RpcError): void {
    if (!this.#isAnswered) this.#answerer.respond(this, { error });
    this.#settle();
  }

  /**
   * Sends one item. Does nothing once the call is answered.
   *
   * @throws {RangeError} while the call is not {@link isWritable}: the caller would take the item for a violation.
   * @throws {RpcError} `TooLarge` when the caller does not take so much.
   * @throws {TypeError} when the item is not plain data.
   */
  sendItem(item: unknown): void {
    if (this.#isAnswered) return;
    if (!this.#outputWindow.isOpen) throw new RangeError('the output is not writable now');
    this.#outputWindow.sent(this.#answerer.sendOutput(this, item));
  }

  /** The application took the next item of the input. */
  consumed(): void {
    if (this.#isSettled) return;
    const input = this.#inputWindow;
    const before = input.unconsumedBytes;
    const count = input.consume();
    this.#answerer.inputConsumed(before - input.unconsumedBytes);
    if (count > 0 && !this.#isAnswered) this.#answerer.sendCredit(this.id, count);
  }

  #settle(): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#answerer.inputConsumed(this.#input?.unconsumedBytes ?? 0);
    this.#answerer.handlerSettled();
  }

  // What follows is called by the session.

  /** The answer is being sent, or the session that would carry it is over. */
  answered(): void {
    this.#isAnswered = true;
  }

  /** The answer could not be sent. */
  notAnswered(): void {
    this.#isAnswered = false;
  }

  abort(cause: RpcError): void {
    this.#isAnswered = true;
    this.handler.onAbort?.(cause);
  }

  creditReceived(count: number): void {
    this.#outputWindow.returned(count);
    this.handler.onWritable?.();
  }

  /** @throws {EnvelopeError} when the caller had no credit for the item, or had ended its stream. */
  itemReceived(item: unknown, bytes: number): void {
    if (!this.#isInputOpen) throw new EnvelopeError('item-after-end');
    this.#inputWindow.received(bytes);
    this.handler.onItem?.(item);
  }

  inputEnded(error: RpcError | undefined): void {
    if (!this.#isInputOpen) return;
    this.#isInputOpen = false;
    this.handler.onInputEnd?.(error);
  }
}
