import type { Delivery } from './delivery.ts';

/** Where a loop over a room gets its deliveries from. */
export interface DeliverySource {
  /** The next one, if there is one. */
  take(): Delivery | undefined;
  /** The loop was left. */
  abandoned(): void;
}

interface Waiter {
  resolve(result: IteratorResult<Delivery, undefined>): void;
  reject(error: unknown): void;
}

/** What is left once the room is left or lost. */
interface Remainder {
  readonly deliveries: Delivery[];
  error?: unknown;
}

/** One loop over a room: it is handed what waits, then waits for more, until the room is left or lost. */
export class RoomIterator implements AsyncIterator<Delivery, undefined, undefined> {
  readonly #source: DeliverySource;
  #waiters: Waiter[] = [];
  #remainder: Remainder | undefined;

  constructor(source: DeliverySource) {
    this.#source = source;
  }

  next(): Promise<IteratorResult<Delivery, undefined>> {
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.wake();
    });
  }

  return(): Promise<IteratorResult<Delivery, undefined>> {
    if (this.#remainder === undefined) {
      this.end([]);
      this.#source.abandoned();
    } else {
      this.#remainder = { deliveries: [] };
    }
    return Promise.resolve({ done: true, value: undefined });
  }

  /** There may be more. */
  wake(): void {
    while (this.#waiters.length > 0) {
      const value = this.#remainder === undefined ? this.#source.take() : this.#remainder.deliveries.shift();
      if (value !== undefined) this.#waiters.shift()?.resolve({ done: false, value });
      else if (this.#remainder !== undefined) this.#finish(this.#remainder);
      else return;
    }
  }

  /** Nothing follows these deliveries: the room was left, or, with an error, lost. */
  end(deliveries: readonly Delivery[], ...error: readonly unknown[]): void {
    if (this.#remainder !== undefined) return;
    this.#remainder = { deliveries: [...deliveries], ...(error.length > 0 && { error: error[0] }) };
    this.wake();
  }

  #finish(remainder: Remainder): void {
    const [first, ...others] = this.#waiters;
    this.#waiters = [];
    if ('error' in remainder) first?.reject(remainder.error);
    else first?.resolve({ done: true, value: undefined });
    // An error is told once; whoever asks on finds the end.
    delete remainder.error;
    for (const { resolve } of others) resolve({ done: true, value: undefined });
  }
}
