/** A callback of the application. */
export type Listener = (...args: readonly unknown[]) => void;

/** Callbacks by what they listen to. One that throws keeps nothing from the others. */
export class Listeners {
  readonly #byKind = new Map<string, Set<{ readonly listener: Listener }>>();
  readonly #report: (error: unknown) => void;
  #size = 0;

  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  get size(): number {
    return this.#size;
  }

  /** Answers what unsubscribes. */
  add(kind: string, listener: Listener): () => void {
    if (typeof listener !== 'function') throw new TypeError(`on: the listener of ${kind} must be a function`);
    const entry = { listener };
    const entries = this.#byKind.get(kind) ?? new Set();
    this.#byKind.set(kind, entries);
    entries.add(entry);
    this.#size += 1;
    return () => {
      if (entries.delete(entry)) this.#size -= 1;
    };
  }

  /** Calls everybody who listened before; who is removed meanwhile by another one is still called. */
  tell(kind: string, ...args: readonly unknown[]): void {
    for (const { listener } of [...(this.#byKind.get(kind) ?? [])]) {
      try {
        listener(...args);
      } catch (error) {
        this.#report(error);
      }
    }
  }
}
