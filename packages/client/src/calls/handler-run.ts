import {
  type CallHandler,
  declaredError,
  type IncomingCall,
  ItemPump,
  ItemQueue,
  isItems,
  isRpcError,
  type RpcError,
  type SourceEnd,
  systemError,
} from '@trunkline/protocol/wire';
import type { ClientHandler } from './client-handlers.ts';

/** One call of the server while its handler runs. What it gives the handler is made when that asks for it. */
export class HandlerRun implements CallHandler {
  readonly #call: IncomingCall;
  readonly #report: (error: unknown) => void;
  readonly #controller = new AbortController();
  readonly #input: ItemQueue<unknown>;
  #pump: ItemPump | undefined;

  constructor(call: IncomingCall, report: (error: unknown) => void) {
    this.#call = call;
    this.#report = report;
    this.#input = new ItemQueue({ onTaken: () => call.consumed(), onAbandoned: () => {} });
    call.handler = this;
  }

  begin(handler: ClientHandler): void {
    const given = { signal: this.#controller.signal, input: this.#input, error: declaredError };
    this.#settle(async () => await handler(this.#call.params, given));
  }

  #settle(run: () => Promise<unknown>): void {
    run().then(
      (value) => this.#returned(value),
      (error: unknown) => this.#failed(error),
    );
  }

  #returned(value: unknown): void {
    if (isStream(value)) this.#stream(value);
    else this.#respond(value);
  }

  #stream(items: AsyncIterable<unknown>): void {
    const call = this.#call;
    const sink = {
      get isWritable() {
        return call.isWritable;
      },
      sendItem: (item: unknown) => call.sendItem(item),
    };
    this.#pump = new ItemPump(items, sink, (end) => this.#streamed(end));
    if (call.isAnswered) this.onAbort(systemError('Cancelled'));
    else this.#pump.run();
  }

  #streamed(end: SourceEnd): void {
    if ('error' in end) this.#failed(end.error);
    else this.#respond(end.value);
  }

  #respond(value: unknown): void {
    try {
      this.#call.respond(value);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** What it threw besides errors that are meant for the server is the application's own to see. */
  #failed(error: unknown): void {
    const told = isRpcError(error) ? error : systemError('Internal', 'the client failed');
    if (told !== error && !this.#call.isAnswered) this.#report(error);
    this.#call.fail(told);
  }

  onAbort(cause: RpcError): void {
    this.#controller.abort(cause);
    this.#input.abort(cause);
    // The slot is free once the source has tidied up.
    if (this.#pump !== undefined) void this.#pump.stop().then(() => this.#call.fail(cause));
  }

  onItem(item: unknown): void {
    this.#input.push(item);
  }

  onInputEnd(error: RpcError | undefined): void {
    if (error === undefined) this.#input.end();
    else this.#input.fail(error);
  }

  onWritable(): void {
    this.#pump?.run();
  }
}

/** An array is a result; what is asynchronous is a stream. */
function isStream(value: unknown): value is AsyncIterable<unknown> {
  return isItems(value) && Symbol.asyncIterator in value;
}
