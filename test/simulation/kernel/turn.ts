import { thrownAsViolation, type Violation } from './violation.ts';

/** Longest chain of turns that one step may cause: more goes round in circles. */
const MOST_ROUNDS = 1_000;

/**
 * The end of a step where code uses promises: whatever can go on without time passing does so, in the same order each time.
 *
 * Violations that are found inside of such code may be caught there, or end as a rejection that nobody looks at. They are noted here and
 * raised once the step is over.
 */
export class Turn {
  #atEnd: (() => void)[] = [];
  #isOpen = false;
  #violation: Violation | undefined;

  /** Something happens in which promises may go on. */
  opened(): void {
    this.#isOpen = true;
  }

  /** Runs something behind all that this turn still does by itself. */
  atEnd(run: () => void): void {
    this.#isOpen = true;
    this.#atEnd.push(run);
  }

  /** Notes what went wrong where nobody catches it; the first counts. */
  failed(error: unknown, where: string): void {
    this.#violation ??= thrownAsViolation(error, where);
  }

  /** Calls what must not fail unnoticed, though its caller may catch. */
  guard<T>(where: string, run: () => T): T {
    try {
      return run();
    } catch (error) {
      this.failed(error, where);
      throw error;
    }
  }

  /** Lets everything happen that does not need time. @throws {Violation} that was found meanwhile. */
  async end(): Promise<void> {
    for (let rounds = 0; this.#isOpen; rounds += 1) {
      if (rounds > MOST_ROUNDS) this.failed(new Error(`${MOST_ROUNDS} turns`), 'the end of a step');
      this.#isOpen = false;
      await new Promise<void>((resolve) => setImmediate(resolve));
      const runs = this.#atEnd;
      this.#atEnd = [];
      for (const run of runs) run();
      this.#isOpen ||= runs.length > 0;
      if (this.#violation !== undefined) throw this.#violation;
    }
  }
}
