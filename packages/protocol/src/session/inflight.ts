/** What can be in flight: it has a time by which it ends. */
interface Timed {
  readonly deadline: number;
}

/** Calls by their ids, in the order in which they began, and the time at which the first of them expires. */
export class Inflight<Call extends Timed> {
  /** Made for the first call: of a server's many peers most are idle, and an empty map takes a quarter of a KiB. */
  #calls: Map<number, Call> | undefined;
  /** Never later than the earliest deadline. It may be earlier, of a call that is gone: waking once in vain is cheaper than a sorted list. */
  #nextDeadline = Number.POSITIVE_INFINITY;

  get size(): number {
    return this.#calls?.size ?? 0;
  }

  add(id: number, call: Call): void {
    this.#calls ??= new Map();
    this.#calls.set(id, call);
    if (call.deadline < this.#nextDeadline) this.#nextDeadline = call.deadline;
  }

  get(id: number): Call | undefined {
    return this.#calls?.get(id);
  }

  take(id: number): Call | undefined {
    const call = this.#calls?.get(id);
    this.#calls?.delete(id);
    return call;
  }

  takeAll(): Call[] {
    const calls = this.#all();
    this.#calls = undefined;
    this.#nextDeadline = Number.POSITIVE_INFINITY;
    return calls;
  }

  /** Those whose deadline is reached; they stay until they are taken. */
  expired(now: number): Call[] {
    if (now < this.#nextDeadline) return [];
    const calls = this.#all();
    const waiting = calls.filter(({ deadline }) => deadline > now);
    this.#nextDeadline = waiting.reduce((earliest, { deadline }) => Math.min(earliest, deadline), Number.POSITIVE_INFINITY);
    return calls.filter(({ deadline }) => deadline <= now);
  }

  nextDeadline(): number {
    return this.#nextDeadline;
  }

  #all(): Call[] {
    return [...(this.#calls?.values() ?? [])];
  }
}
