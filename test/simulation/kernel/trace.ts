import { hash } from './random.ts';

/**
 * What happened, line by line, with the virtual time. Its hash tells whether two runs were the same.
 *
 * Lines are kept only where somebody will read them; the hash is made of the same parts either way.
 */
export class Trace {
  readonly #lines: string[] | undefined;
  #hash = 0;

  constructor(isKept: boolean) {
    this.#lines = isKept ? [] : undefined;
  }

  get isKept(): boolean {
    return this.#lines !== undefined;
  }

  get lines(): readonly string[] {
    return this.#lines ?? [];
  }

  get hash(): string {
    return (this.#hash >>> 0).toString(16).padStart(8, '0');
  }

  /** `detail` is for readers only: it is asked for where lines are kept, and not hashed. */
  add(time: number, who: string, what: string, amount = 0, detail?: () => string): void {
    this.#hash = Math.imul(hash(what, hash(who, this.#hash)) ^ time, 0x01000193) ^ amount;
    if (this.#lines === undefined) return;
    const parts = [(time / 1_000).toFixed(3).padStart(9), who.padEnd(10), what, ...(detail === undefined ? [] : [detail()])];
    this.#lines.push(parts.join('  '));
  }
}
