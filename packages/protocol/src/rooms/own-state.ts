import { ERROR_CODES } from '../envelope/error-code.ts';
import { retryAfterOf } from '../envelope/retry-after.ts';
import type { WireError } from '../envelope/rpc-error.ts';
import { isPassing } from './join-refusal.ts';
import type { RoomPlace, StateUpdate } from './room-effect.ts';

const NEVER = Number.POSITIVE_INFINITY;
const AT_ONCE = Number.NEGATIVE_INFINITY;

/**
 * A member's own presence state: the newest that the application gave, and the last one that the server took.
 *
 *     newest is taken ── set ──► due ── next ──► on its way ── answered ──► newest is taken, due at once, or due later
 *
 * Joins tell the one that was taken, and a newer one follows by itself: if that is refused for good, the room is not refused with it,
 * and the one that was taken counts again. While one is on its way none follows; behind its answer the newest does.
 */
export class OwnState {
  /** The wait in ms after so many refusals, this one not counted. */
  readonly #delayAfter: (failures: number) => number;
  #newest: unknown;
  /** `undefined`: none yet, not even the absence of one. */
  #taken: { readonly state: unknown } | undefined;
  #onItsWay: StateUpdate | undefined;
  /** Refusals in a row, and internal errors in a row among them. */
  #failures = 0;
  #faults = 0;
  #notBefore = AT_ONCE;

  constructor(delayAfter: (failures: number) => number) {
    this.#delayAfter = delayAfter;
  }

  /** What a join tells. */
  get forJoin(): unknown {
    return this.#taken === undefined ? this.#newest : this.#taken.state;
  }

  set(state: unknown): void {
    this.#newest = state;
    this.#faults = 0;
  }

  /** The server took a state, with a join or by itself. Whatever else is on its way, its answer does not count any more. */
  taken(state: unknown): void {
    this.#begin();
    this.#taken = { state };
  }

  /** No member any more. The next first join tells the newest. */
  left(): void {
    this.#begin();
    this.#taken = undefined;
  }

  #begin(): void {
    this.#onItsWay = undefined;
    this.#failures = 0;
    this.#faults = 0;
    this.#notBefore = AT_ONCE;
  }

  /** When there is something to send; infinity: not before something happens. */
  nextDeadline(): number {
    const isDue = this.#taken !== undefined && this.#onItsWay === undefined && this.#newest !== this.#taken.state;
    return isDue ? this.#notBefore : NEVER;
  }

  /** What is to be sent to where the room is joined now. It is on its way from then on. */
  next(place: RoomPlace, now: number): StateUpdate | undefined {
    if (now < this.nextDeadline()) return undefined;
    this.#onItsWay = { ...place, state: this.#newest };
    return this.#onItsWay;
  }

  /** The server took a state, or refused it. Answers the error where it is refused for good. */
  answered(update: StateUpdate, error: WireError | undefined, now: number): WireError | undefined {
    if (update !== this.#onItsWay) return undefined;
    this.#onItsWay = undefined;
    if (error === undefined) {
      this.taken(update.state);
      return undefined;
    }
    this.#faults = error.code === ERROR_CODES.Internal ? this.#faults + 1 : 0;
    if (isPassing(error, this.#faults)) {
      this.#notBefore = now + (retryAfterOf(error) ?? 0) + this.#delayAfter(this.#failures);
      this.#failures += 1;
      return undefined;
    }
    if (this.#newest === update.state) this.#newest = this.#taken?.state;
    this.#begin();
    return error;
  }
}
