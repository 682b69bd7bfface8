import type { Blob } from 'node:buffer';

/** Keeps the order of what is sent, though the bytes of a blob take time to be read. */
export class SendOrder {
  readonly #failed: (error: unknown) => void;
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  /** `failed` is told when a blob cannot be read; what stands behind it still takes its turn. */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  /** Whether a step would have to wait. */
  get isBusy(): boolean {
    return this.#waiting > 0;
  }

  /** Does a step behind those before it, at once where there are none. */
  run(step: () => void): void {
    if (this.isBusy) this.#enqueue(step);
    else step();
  }

  /** Reads a blob and does a step with its bytes, behind the steps before it. */
  read(blob: Blob, step: (bytes: Uint8Array) => void): void {
    this.#enqueue(async () => step(new Uint8Array(await blob.arrayBuffer())));
  }

  #enqueue(step: () => void | Promise<void>): void {
    this.#waiting += 1;
    this.#last = this.#last
      .then(step)
      .catch(this.#failed)
      .finally(() => {
        this.#waiting -= 1;
      });
  }
}
