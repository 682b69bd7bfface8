/** What a site was told and asked, and the calls that wait until a test lets them go. */
export class SiteRecord {
  /** What pages told, in order. */
  readonly told: string[] = [];
  /** The endless streams that ended, with the last item. */
  readonly ended: number[] = [];
  /** The credentials that came, in order. */
  readonly tickets: string[] = [];
  readonly #waiting = new Map<string, () => void>();

  /** The names of calls that wait. */
  get waiting(): readonly string[] {
    return [...this.#waiting.keys()];
  }

  wait(name: string, signal: AbortSignal): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(name, () => resolve(`waited ${name}`));
      signal.addEventListener('abort', () => {
        this.#waiting.delete(name);
        reject(signal.reason);
      });
    });
  }

  /** Answers a call that waits. */
  release(name: string): void {
    this.#waiting.get(name)?.();
    this.#waiting.delete(name);
  }
}
