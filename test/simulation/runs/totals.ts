import { writeFileSync } from 'node:fs';

/** What a command has to say in the end; whatever else it found out stands beside the totals. */
export interface Outcome {
  readonly totals: { readonly passed: number; readonly failed: number };
  readonly [detail: string]: unknown;
}

/** Writes an outcome as JSON where that is wanted, prints the totals as the last line and sets the exit code. */
export function printTotals(outcome: Outcome, jsonFile: string | undefined): void {
  const { passed, failed } = outcome.totals;
  if (jsonFile !== undefined) writeFileSync(jsonFile, `${JSON.stringify(outcome, undefined, 2)}\n`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}
