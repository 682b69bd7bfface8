import { EventQueue } from './event-queue.ts';
import { expectThat } from './violation.ts';

/** Far more events than any world needs: something goes round in circles. */
const MOST_EVENTS = 400_000;

/** A clock that jumps from one event to the next, in ms. */
export class VirtualTime {
  readonly #queue = new EventQueue<() => void>();
  #now = 0;
  #steps = 0;
  #events = 0;

  get now(): number {
    return this.#now;
  }

  /** Events of network, timers and applications that were processed. */
  get steps(): number {
    return this.#steps;
  }

  /** Does something at a time; a time that is over is now. */
  at(time: number, action: () => void): void {
    if (time < Number.POSITIVE_INFINITY) this.#queue.add(Math.max(time, this.#now), action);
  }

  /** Counts a step: called by what happens, as an event may turn out to be void. */
  stepped(): void {
    this.#steps += 1;
  }

  /** Lets the next event happen, unless it is later than `until`. Answers whether there was one. */
  next(until: number): boolean {
    if (this.#queue.nextTime > until) {
      this.#now = Math.max(this.#now, Math.min(until, this.#queue.nextTime));
      return false;
    }
    this.#events += 1;
    expectThat(this.#events <= MOST_EVENTS, 'everything comes to rest', () => `${MOST_EVENTS} events`);
    this.#now = this.#queue.nextTime;
    this.#queue.take()?.();
    return true;
  }
}
