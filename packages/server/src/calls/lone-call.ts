import type { RpcError } from '@trunkline/protocol';
import type { CallHandler, Meta } from '@trunkline/protocol/wire';
import type { AnswerableCall } from './call-scope.ts';
import type { CallSlots, SlotHolder } from './call-slots.ts';

/** What writes the answer of a call without a session, and takes it. */
export interface LoneAnswerer {
  /** @throws {TypeError} when the result is not plain data. */
  onResult(result: unknown): void;
  onError(error: RpcError): void;
  /** @throws {RpcError} when there are too many. @throws {TypeError} when the item is not plain data. */
  onItem(item: unknown): void;
  /** Nobody waits for an answer any more. */
  onAbort(): void;
}

/** A call without a session: running → answered → its handler settled. It has no deadline and no input. */
export class LoneCall implements AnswerableCall, SlotHolder {
  readonly params: unknown;
  readonly meta: Meta;
  handler: CallHandler = {};
  readonly #answerer: LoneAnswerer;
  readonly #slots: CallSlots;
  #isAnswered = false;

  constructor(params: unknown, meta: Meta, answerer: LoneAnswerer, slots: CallSlots) {
    this.params = params;
    this.meta = meta;
    this.#answerer = answerer;
    this.#slots = slots;
  }

  get isAnswered(): boolean {
    return this.#isAnswered;
  }

  get isWritable(): boolean {
    return !this.#isAnswered;
  }

  respond(result: unknown): void {
    if (!this.#isAnswered) this.#answerer.onResult(result);
    this.#settle();
  }

  fail(error: RpcError): void {
    if (!this.#isAnswered) this.#answerer.onError(error);
    this.#settle();
  }

  #settle(): void {
    this.#isAnswered = true;
    this.#slots.free(this);
  }

  sendItem(item: unknown): void {
    if (!this.#isAnswered) this.#answerer.onItem(item);
  }

  consumed(): void {}

  abort(cause: RpcError): void {
    if (this.#isAnswered) return;
    this.#isAnswered = true;
    this.#answerer.onAbort();
    this.handler.onAbort?.(cause);
  }
}
