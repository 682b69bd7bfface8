/** Lets so many run at a time; the others wait in the order in which they came. */
export class Semaphore {
  readonly #most: number;
  #acquired = 0;
  readonly #waiting = new Set<() => void>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Resolves with what releases it, once it is this one's turn. */
  acquire(): Promise<() => void> {
    return new Promise((resolve) => {
      const enter = () => {
        this.#acquired += 1;
        let isAcquired = true;
        resolve(() => {
          if (!isAcquired) return;
          isAcquired = false;
          this.#release();
        });
      };
      if (this.#acquired < this.#most) enter();
      else this.#waiting.add(enter);
    });
  }

  #release(): void {
    this.#acquired -= 1;
    for (const enter of this.#waiting) {
      this.#waiting.delete(enter);
      enter();
      return;
    }
  }
}
