/** The world did what it must never do. Ends the run of its seed. */
export class Violation extends Error {
  override readonly name = 'Violation';
  /** The rule that was broken, in a few words: the same for every way to break it. */
  readonly invariant: string;

  constructor(invariant: string, detail: string) {
    super(`${invariant}: ${detail}`);
    this.invariant = invariant;
  }
}

/** Sees that an invariant holds. @throws {Violation} when it does not. */
export function expectThat(holds: boolean, invariant: string, detail: () => string): void {
  if (!holds) throw new Violation(invariant, detail());
}

/** Makes a violation of whatever was thrown: nothing here may throw anything else. */
export function thrownAsViolation(error: unknown, where: string): Violation {
  if (error instanceof Violation) return error;
  return new Violation('no machine throws', `at ${where}: ${error instanceof Error ? error.stack : `no error, but ${String(error)}`}`);
}
