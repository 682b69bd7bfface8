import { messageBytes } from '../envelope/message.ts';
import { systemError } from '../envelope/rpc-error.ts';
import type { OutgoingCall } from './outgoing-call.ts';

/** What may wait for a connection. */
export interface WaitingLimits {
  readonly calls: number;
  /** Of their params, serialised. */
  readonly bytes: number;
}

/** 100 calls, 256 KiB (protocol §10): what a person can start while offline, not what a loop can. */
export const DEFAULT_WAITING_LIMITS: WaitingLimits = { calls: 100, bytes: 256 << 10 };

/**
 * Calls that no session carries yet, in order; each keeps its own deadline.
 *
 * Past a limit the oldest is refused with `TooMany`; one that is larger than the limit, itself. Calls of a lost session that are to be sent again stand before all others
 * and do not count: they were let in once already.
 */
export class WaitingCalls {
  readonly #limits: WaitingLimits;
  #again: OutgoingCall[] = [];
  #calls: OutgoingCall[] = [];
  #bytes = 0;

  constructor(limits: WaitingLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#again.length + this.#calls.length;
  }

  add(call: OutgoingCall): void {
    const bytes = paramsBytes(call);
    // Alone too large: refusing all others first would help nobody.
    if (bytes > this.#limits.bytes) {
      call.fail(systemError('TooMany', 'the call is too large to wait for a connection'));
      return;
    }
    this.#dropSettled();
    this.#calls.push(call);
    this.#bytes += bytes;
    while (this.#calls.length > this.#limits.calls || this.#bytes > this.#limits.bytes) {
      const oldest = this.#calls.shift();
      if (oldest === undefined) return;
      this.#bytes -= paramsBytes(oldest);
      oldest.fail(systemError('TooMany', 'too many calls wait for a connection'));
    }
  }

  /** Calls of a lost session, to be sent before everything that waits. */
  addAgain(calls: readonly OutgoingCall[]): void {
    this.#again = [...calls, ...this.#again];
  }

  /** All that still wait, in the order in which to send them. */
  takeAll(): OutgoingCall[] {
    const calls = [...this.#again, ...this.#calls].filter((call) => !call.isSettled);
    this.#again = [];
    this.#calls = [];
    this.#bytes = 0;
    return calls;
  }

  nextDeadline(): number {
    return [...this.#again, ...this.#calls].reduce(
      (earliest, call) => (call.isSettled ? earliest : Math.min(earliest, call.deadline)),
      Number.POSITIVE_INFINITY,
    );
  }

  timePassed(now: number): void {
    for (const call of [...this.#again, ...this.#calls]) if (call.deadline <= now) call.expire();
    this.#dropSettled();
  }

  /** A caller may give up while its call waits. */
  #dropSettled(): void {
    this.#again = this.#again.filter((call) => !call.isSettled);
    this.#calls = this.#calls.filter((call) => !call.isSettled);
    this.#bytes = this.#calls.reduce((bytes, call) => bytes + paramsBytes(call), 0);
  }
}

function paramsBytes({ request }: OutgoingCall): number {
  return request.params === undefined ? 0 : messageBytes(request.params.payload);
}
