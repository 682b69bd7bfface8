import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Step } from './steps.ts';
import { sum, type Tally, tallyExit, tallyTotals, tallyVitest } from './tally.ts';

const ROOT = join(import.meta.dirname, '../..');
const REPORTS = join(ROOT, 'node_modules/.cache/reports');

/** A step that hangs must not hang the whole run. Several times what the slowest step needs. */
const STEP_TIMEOUT_MS = 15 * 60_000;

const REPORT_FLAGS = {
  vitest: (file: string) => ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
  totals: (file: string) => ['--json', file],
};

/** Runs every step, also after a failed one, prints the totals as the last line and sets the exit code. */
export function runSteps(steps: readonly Step[]): void {
  mkdirSync(REPORTS, { recursive: true });
  const outcomes = steps.map((step) => ({ step, tally: runStep(step) }));
  const { passed, failed } = sum(outcomes.map(({ tally }) => tally));
  for (const { step, tally } of outcomes) {
    if (tally.failed > 0) console.log(`failed: ${step.words} (${step.command.join(' ')})`);
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

function runStep(step: Step): Tally {
  console.log(`\n── ${step.words}`);
  const start = performance.now();
  const reportFile = join(REPORTS, `${step.words.replaceAll(/\W+/g, '-')}.json`);
  rmSync(reportFile, { force: true });
  const [program = '', ...args] = [...step.command, ...(step.report ? REPORT_FLAGS[step.report](reportFile) : [])];
  const { error, status } = spawnSync(program, args, {
    cwd: ROOT,
    stdio: 'inherit',
    timeout: STEP_TIMEOUT_MS,
    // CI: vitest must compare snapshots, not write missing ones.
    env: { ...process.env, CI: 'true', PATH: [join(ROOT, 'node_modules/.bin'), process.env.PATH].join(delimiter) },
  });
  if (error) console.error(`${program}: ${error.message}`);
  const tally = tallyStep(step, status ?? 1, reportFile);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`── ${tally.failed === 0 ? 'ok' : 'FAILED'}: ${step.words}, ${tally.passed} passed, ${tally.failed} failed, ${seconds} s`);
  return tally;
}

/** A step whose report is missing counts as one, failed: its program died before it could count. */
function tallyStep(step: Step, exitCode: number, reportFile: string): Tally {
  if (step.report === undefined) return tallyExit(exitCode);
  if (!existsSync(reportFile)) return tallyExit(1);
  const report: unknown = JSON.parse(readFileSync(reportFile, 'utf8'));
  return step.report === 'vitest' ? tallyVitest(report, exitCode) : tallyTotals(report, exitCode);
}
