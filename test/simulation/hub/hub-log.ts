import type { Log } from '@trunkline/server';
import { BrokerFailure } from '../broker/server-broker.ts';
import type { Turn } from '../kernel/turn.ts';

/** What an application fails with on purpose. */
export class PlannedFailure extends Error {
  override readonly name = 'PlannedFailure';
}

/** A log that takes no other failure than those that were made on purpose: a hub that is surprised by itself is broken. */
export class HubLog implements Log {
  readonly #turn: Turn;
  readonly #who: string;
  readonly #mayDisagree: () => boolean;

  /** `mayDisagree` tells whether anything may be said: the store was lost, so that its answers do not agree, or the hub was closed. */
  constructor(turn: Turn, who: string, mayDisagree: () => boolean) {
    this.#turn = turn;
    this.#who = who;
    this.#mayDisagree = mayDisagree;
  }

  debug(): void {}

  info(): void {}

  warn(fields: object, message: string): void {
    this.#judge(fields, message);
  }

  error(fields: object, message: string): void {
    this.#judge(fields, message);
  }

  child(): Log {
    return this;
  }

  #judge(fields: object, message: string): void {
    const error: unknown = Reflect.get(fields, 'err');
    // Of an internal error the cause was logged before, where it was met.
    const isInternal = error instanceof Error && error.name === 'Internal';
    if (this.#mayDisagree() || isInternal || error instanceof BrokerFailure || error instanceof PlannedFailure) return;
    this.#turn.failed(error, `${this.#who}, which says: ${message}`);
  }
}
