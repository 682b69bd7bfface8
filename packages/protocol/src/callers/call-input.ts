import type { Feed } from '../contract/calls.ts';
import { isRpcError } from '../envelope/is-rpc-error.ts';
import { RpcError, systemError } from '../envelope/rpc-error.ts';
import type { OutgoingCall } from '../session/outgoing-call.ts';
import { ItemPump, type ItemSink, type SourceEnd } from '../streams/item-pump.ts';
import type { CallPlan } from './call-plan.ts';

/** What one call streams to its callee: goes from the application's source into the call, as far as the callee takes it. */
export class CallInput implements ItemSink {
  readonly #plan: Pick<CallPlan, 'writeItem'>;
  readonly #pump: ItemPump;
  #call: OutgoingCall | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(source: Feed<unknown>, plan: Pick<CallPlan, 'writeItem'>) {
    this.#plan = plan;
    this.#pump = new ItemPump(source, this, (end) => this.#ended(end));
  }

  /** The call that is to carry it; nothing is asked of the source before the call is sent. */
  carriedBy(call: OutgoingCall): void {
    this.#call = call;
  }

  get isWritable(): boolean {
    return this.#call?.isWritable ?? false;
  }

  sendItem(item: unknown): void | Promise<void> {
    const written = this.#plan.writeItem(item);
    if (written instanceof Promise) return written.then((later) => this.#call?.sendItem(later));
    this.#call?.sendItem(written);
  }

  /** The call takes items, perhaps again. */
  run(): void {
    this.#pump.run();
  }

  /** The call is over. What the source does while it tidies up concerns nobody. */
  stop(): void {
    void this.#pump.stop();
  }

  /** The error of a call, with what the input failed by as its cause: the callee could only be told a part of that. */
  explain(error: RpcError): RpcError {
    if (this.#failure === undefined || 'cause' in error) return error;
    return new RpcError(error.name, error.code, error.message, error.data, { cause: this.#failure.error });
  }

  #ended(end: SourceEnd): void {
    if ('value' in end) {
      this.#call?.endInput();
      return;
    }
    this.#failure = end;
    // Anything but an `RpcError` is the application's own, and stays here.
    this.#call?.endInput(isRpcError(end.error) ? end.error : systemError('Internal', 'the input failed'));
  }
}
