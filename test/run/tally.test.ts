import { describe, expect, it } from 'vitest';
import { sum, tallyExit, tallyTotals, tallyVitest } from './tally.ts';

describe('tallyVitest', () => {
  it('counts passed and failed tests', () => {
    const report = { numTotalTests: 5, numPassedTests: 3, testResults: [{ assertionResults: [{}] }] };
    expect(tallyVitest(report, 1)).toEqual({ passed: 3, failed: 2 });
  });

  it('counts a skipped test as failed even though vitest is content', () => {
    const report = { numTotalTests: 4, numPassedTests: 3, numPendingTests: 1, testResults: [{ assertionResults: [{}] }] };
    expect(tallyVitest(report, 0)).toEqual({ passed: 3, failed: 1 });
  });

  it('counts a file that failed before its first test', () => {
    const report = { numTotalTests: 1, numPassedTests: 1, testResults: [{ assertionResults: [{}] }, { assertionResults: [] }] };
    expect(tallyVitest(report, 1)).toEqual({ passed: 1, failed: 1 });
  });

  it('counts an error outside of any test', () => {
    const report = { numTotalTests: 1, numPassedTests: 1, testResults: [{ assertionResults: [{}] }] };
    expect(tallyVitest(report, 1)).toEqual({ passed: 1, failed: 1 });
  });

  it('throws on a report of another shape', () => {
    expect(() => tallyVitest({}, 0)).toThrow(TypeError);
  });
});

describe('tallyTotals', () => {
  it('takes the totals', () => {
    expect(tallyTotals({ rows: [], totals: { passed: 412, failed: 2 } }, 1)).toEqual({ passed: 412, failed: 2 });
  });
});

describe('tallyExit', () => {
  it.each([
    { exitCode: 0, tally: { passed: 1, failed: 0 } },
    { exitCode: 2, tally: { passed: 0, failed: 1 } },
  ])('counts exit code $exitCode as one', ({ exitCode, tally }) => {
    expect(tallyExit(exitCode)).toEqual(tally);
  });
});

describe('sum', () => {
  it('adds up', () => {
    expect(
      sum([
        { passed: 1, failed: 2 },
        { passed: 3, failed: 0 },
      ]),
    ).toEqual({ passed: 4, failed: 2 });
  });
});
