interface Entry<T> {
  readonly time: number;
  readonly sequence: number;
  readonly event: T;
}

/** Events by their times; those of one time in the order in which they were added. A binary heap. */
export class EventQueue<T> {
  readonly #heap: Entry<T>[] = [];
  #added = 0;

  get size(): number {
    return this.#heap.length;
  }

  /** The time of the first event; `Infinity` without one. */
  get nextTime(): number {
    return this.#heap[0]?.time ?? Number.POSITIVE_INFINITY;
  }

  add(time: number, event: T): void {
    const entry = { time, sequence: this.#added, event };
    this.#added += 1;
    this.#rise(this.#heap.push(entry) - 1, entry);
  }

  /** Takes the first event. */
  take(): T | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (first !== undefined && last !== undefined && last !== first) this.#sink(last);
    return first?.event;
  }

  #rise(from: number, entry: Entry<T>): void {
    let at = from;
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = this.#heap[parentAt];
      if (parent === undefined || isBefore(parent, entry)) break;
      this.#heap[at] = parent;
      at = parentAt;
    }
    this.#heap[at] = entry;
  }

  /** Puts an entry in the place of the first one, and down from there. */
  #sink(entry: Entry<T>): void {
    let at = 0;
    for (;;) {
      const left = this.#heap[2 * at + 1];
      const right = this.#heap[2 * at + 2];
      const childAt = right !== undefined && left !== undefined && isBefore(right, left) ? 2 * at + 2 : 2 * at + 1;
      const child = this.#heap[childAt];
      if (child === undefined || isBefore(entry, child)) break;
      this.#heap[at] = child;
      at = childAt;
    }
    this.#heap[at] = entry;
  }
}

function isBefore(one: Entry<unknown>, other: Entry<unknown>): boolean {
  return one.time === other.time ? one.sequence < other.sequence : one.time < other.time;
}
