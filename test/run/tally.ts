/** How many things passed and failed. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

/** Adds tallies up. */
export function sum(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((total, { passed }) => total + passed, 0),
    failed: tallies.reduce((total, { failed }) => total + failed, 0),
  };
}

/** Counts a step that has no report: as one. */
export function tallyExit(exitCode: number): Tally {
  return exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/**
 * Counts the tests of a vitest JSON report.
 *
 * A test that was skipped or is still to be written counts as failed, so that nothing is skipped
 * silently; so does a file that failed before its first test.
 */
export function tallyVitest(report: unknown, exitCode: number): Tally {
  const passed = numberAt(report, 'numPassedTests');
  const brokenFiles = arrayAt(report, 'testResults').filter((file) => arrayAt(file, 'assertionResults').length === 0);
  return noFewerThanExit({ passed, failed: numberAt(report, 'numTotalTests') - passed + brokenFiles.length }, exitCode);
}

/** Takes the totals of a report that has some, as those of conformance and simulation do. */
export function tallyTotals(report: unknown, exitCode: number): Tally {
  const totals = valueAt(report, 'totals');
  return noFewerThanExit({ passed: numberAt(totals, 'passed'), failed: numberAt(totals, 'failed') }, exitCode);
}

/** A report may look clean although its program failed, for example on an error outside of any test. */
function noFewerThanExit(tally: Tally, exitCode: number): Tally {
  return exitCode !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

function valueAt(report: unknown, key: string): unknown {
  return typeof report === 'object' && report !== null ? Reflect.get(report, key) : undefined;
}

function numberAt(report: unknown, key: string): number {
  const value = valueAt(report, key);
  if (typeof value !== 'number') throw new TypeError(`the report has no number "${key}"`);
  return value;
}

function arrayAt(report: unknown, key: string): readonly unknown[] {
  const value = valueAt(report, key);
  if (!Array.isArray(value)) throw new TypeError(`the report has no list "${key}"`);
  return value;
}
