import type { OutflowGate } from '../../src/calls/call-scope.ts';

/** A gate that a test opens and shuts. */
export class ManualGate implements OutflowGate {
  isOpen = true;
  readonly #waiting = new Set<() => void>();

  get waiting(): number {
    return this.#waiting.size;
  }

  whenOpen(run: () => void): void {
    this.#waiting.add(run);
  }

  open(): void {
    this.isOpen = true;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const run of waiting) run();
  }
}
