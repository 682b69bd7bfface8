import { availableParallelism } from 'node:os';
import type { Command } from '../command-line.ts';
import { runWorld } from '../world.ts';
import { missingFeatures } from './features.ts';
import { loadPublished } from './load-modules.ts';
import { type BatchResult, sumBatches } from './seed-batch.ts';
import { dealSeeds, runShare } from './share.ts';
import type { Outcome } from './totals.ts';

/** Seeds after which everything must have happened at least once. */
const ENOUGH_SEEDS = 1_000;
/** Lines of a failed seed's trace that are printed; the rest is one command away. */
const TRACE_LINES = 200;
const REPORT_EVERY_MS = 5_000;

/** Runs seeds in all threads that the machine has; prints progress, failures and what happened. */
export async function runManySeeds({ firstSeed, seeds, steps }: Command): Promise<Outcome> {
  const start = performance.now();
  let lastReport = start;
  const batches: BatchResult[] = [];
  const onBatch = (batch: BatchResult) => {
    batches.push(batch);
    if (performance.now() - lastReport < REPORT_EVERY_MS) return;
    lastReport = performance.now();
    printProgress(sumBatches(batches), lastReport - start);
  };
  const shares = dealSeeds(firstSeed, seeds, availableParallelism());
  await Promise.all(shares.map((share) => runShare({ seeds: share, steps, stopsAtFailure: false, mutant: undefined }, onBatch)));
  const result = sumBatches(batches);
  const seconds = (performance.now() - start) / 1_000;
  const missing = seeds >= ENOUGH_SEEDS ? missingFeatures(result.features) : [];
  for (const [feature, times] of Object.entries(result.features)) console.log(`${String(times).padStart(9)}  ${feature}`);
  printProgress(result, performance.now() - start);
  await printFailures(result, steps);
  for (const feature of missing) console.log(`never happened: ${feature}`);
  // A seed that ran for too short a time proves less than it seems to.
  const failed = result.failures.length + missing.length + (seeds - result.seeds) + (result.leastSteps < steps ? 1 : 0);
  return { ...result, seconds, missing, totals: { passed: seeds - result.failures.length, failed } };
}

function printProgress({ seeds, steps, leastSteps, failures }: BatchResult, elapsedMs: number): void {
  const perSecond = Math.round((seeds * 1_000) / elapsedMs);
  console.log(`${seeds} seeds, ${steps} steps (at least ${leastSteps} each), ${perSecond} seeds/s, ${failures.length} failed`);
}

async function printFailures({ failures }: BatchResult, steps: number): Promise<void> {
  const [first] = failures;
  if (first === undefined) return;
  const { trace } = await runWorld(await loadPublished(), first.seed, steps, true);
  console.log(`\nseed ${first.seed}, the last of its ${trace.length} lines:`);
  for (const line of trace.slice(-TRACE_LINES)) console.log(line);
  for (const { seed, message } of failures) console.log(`FAILED seed ${seed}: ${message}\n  pnpm simulate --seed ${seed} --steps ${steps}`);
}
