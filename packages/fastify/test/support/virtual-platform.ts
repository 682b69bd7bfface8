import type { Platform } from '@trunkline/server';

interface Alarm {
  readonly at: number;
  readonly run: () => void;
}

/** A platform whose time passes when a test says so. */
export class VirtualPlatform implements Platform {
  readonly #alarms = new Set<Alarm>();
  #now = 0;
  #ids = 0;

  now(): number {
    return this.#now;
  }

  atEndOfTurn(run: () => void): void {
    setImmediate(run);
  }

  after(delayMs: number, run: () => void): () => void {
    const alarm = { at: this.#now + delayMs, run };
    this.#alarms.add(alarm);
    return () => void this.#alarms.delete(alarm);
  }

  randomId(): string {
    this.#ids += 1;
    return `id-${this.#ids}`;
  }

  digest(text: string): string {
    return `digest of ${text}`;
  }

  /** Alarms that are set. */
  get alarms(): number {
    return this.#alarms.size;
  }

  /** Lets time pass; what is due runs in the order of its times. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#nextBefore(end); next !== undefined; next = this.#nextBefore(end)) {
      this.#alarms.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = end;
  }

  #nextBefore(end: number): Alarm | undefined {
    return [...this.#alarms].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
  }
}
