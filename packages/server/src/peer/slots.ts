/** Lets so many run at a time; the others wait in the order in which they came. */
export class Slots {
  readonly #most: number;
  #taken = 0;
  readonly #waiting = new Set<() => void>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Resolves with what gives the slot back, once there is one. */
  take(): Promise<() => void> {
    return new Promise((resolve) => {
      const enter = () => {
        this.#taken += 1;
        let isTaken = true;
        resolve(() => {
          if (!isTaken) return;
          isTaken = false;
          this.#giveBack();
        });
      };
      if (this.#taken < this.#most) enter();
      else this.#waiting.add(enter);
    });
  }

  #giveBack(): void {
    this.#taken -= 1;
    for (const enter of this.#waiting) {
      this.#waiting.delete(enter);
      enter();
      return;
    }
  }
}
