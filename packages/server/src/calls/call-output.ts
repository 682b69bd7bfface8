import type { Validated } from '@trunkline/protocol';
import { ItemPump, type ItemSink, type SourceEnd } from '@trunkline/protocol/wire';
import { InvalidOutputError, outgoing } from '../peer/outgoing.ts';
import type { AnswerableCall, CallScope, OutflowGate } from './call-scope.ts';
import { handlerItems, type Items } from './handler-items.ts';
import type { ProcedureEntry } from './procedure-entry.ts';

/** What an output tells the call that it belongs to. */
export interface OutputObserver {
  /** The items came to an end; nothing of them runs any more. */
  onEnd(end: SourceEnd): void;
  /** What they threw when nobody was there any more to whom it could be told. */
  onLateError(error: unknown): void;
}

/**
 * The items of a handler on their way to the caller.
 *
 * The next one is asked for only while the caller has granted it and the link keeps up, so a generator stands still for a slow reader.
 */
export class CallOutput implements ItemSink {
  readonly #entry: ProcedureEntry;
  readonly #call: AnswerableCall;
  readonly #scope: CallScope;
  readonly #pump: ItemPump;

  constructor(items: Items, entry: ProcedureEntry, call: AnswerableCall, scope: CallScope, observer: OutputObserver) {
    this.#entry = entry;
    this.#call = call;
    this.#scope = scope;
    this.#pump = new ItemPump(
      handlerItems(items, (error) => observer.onLateError(error)),
      this,
      (end) => observer.onEnd(end),
    );
  }

  /** Goes on as far as the caller and the link let it; to be called to begin with, and whenever the caller grants more. */
  readonly run = (): void => {
    // Whoever waits for the link waits by this very function, so that it is called once however often it waits.
    if (isCongested(this.#scope)) this.#scope.outflow.whenOpen(this.run);
    else this.#pump.run();
  };

  /** Nobody wants the items any more. Resolves once the handler's `finally` is done. */
  stop(): Promise<void> {
    return this.#pump.stop();
  }

  get isWritable(): boolean {
    return this.#call.isWritable && !isCongested(this.#scope);
  }

  sendItem(item: unknown): void | Promise<void> {
    const validated = outgoing(this.#entry.item, item, this.#scope.isChecking);
    return validated instanceof Promise ? validated.then((later) => this.#send(later)) : this.#send(validated);
  }

  #send(item: Validated): void {
    if (!item.ok) throw new InvalidOutputError('an item', item.issues);
    this.#call.sendItem(item.value);
    // The pump stops by itself; this is how it goes on.
    if (isCongested(this.#scope)) this.run();
  }
}

function isCongested(scope: CallScope): scope is CallScope & { readonly outflow: OutflowGate } {
  return scope.outflow !== undefined && !scope.outflow.isOpen;
}
