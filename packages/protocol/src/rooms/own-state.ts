import { ERROR_CODES } from '../envelope/error-code.ts';
import { retryAfterOf } from '../envelope/retry-after.ts';
import type { WireError } from '../envelope/rpc-error.ts';
import { isPassing } from './join-refusal.ts';

/** A member's own presence state, and when to send it again because the server refused it for a while. */
export class OwnState {
  /** The wait in ms after so many refusals, this one not counted. */
  readonly #delayAfter: (failures: number) => number;
  #value: unknown;
  #failures = 0;
  #faults = 0;
  #againAt = Number.POSITIVE_INFINITY;

  constructor(delayAfter: (failures: number) => number) {
    this.#delayAfter = delayAfter;
  }

  get value(): unknown {
    return this.#value;
  }

  /** When it is to be sent again; infinity: it is not. */
  get againAt(): number {
    return this.#againAt;
  }

  set(value: unknown): void {
    this.#value = value;
    this.#failures = 0;
    this.#faults = 0;
    this.sent();
  }

  /** It is on its way, with a join or by itself. */
  sent(): void {
    this.#againAt = Number.POSITIVE_INFINITY;
  }

  /** The server did not take `value`. One that was set meanwhile is on its way already; one that is refused for good is not sent again. */
  refused(value: unknown, error: WireError, now: number): void {
    if (value !== this.#value) return;
    this.#faults = error.code === ERROR_CODES.Internal ? this.#faults + 1 : 0;
    if (!isPassing(error, this.#faults)) return;
    this.#againAt = now + (retryAfterOf(error) ?? 0) + this.#delayAfter(this.#failures);
    this.#failures += 1;
  }
}
