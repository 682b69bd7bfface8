import { FeatureCounts } from '../kernel/feature-counts.ts';
import type { Modules } from '../modules.ts';
import { runWorld } from '../world.ts';

/** A seed whose world broke an invariant. */
export interface FailedSeed {
  readonly seed: number;
  readonly invariant: string;
  readonly message: string;
}

/** What some seeds gave. */
export interface BatchResult {
  readonly seeds: number;
  readonly steps: number;
  /** Fewest steps of one seed that did not fail. */
  readonly leastSteps: number;
  readonly failures: readonly FailedSeed[];
  readonly features: Readonly<Record<string, number>>;
}

/** Runs seeds one after another; with `stopsAtFailure` not further than the first that fails. */
export async function runSeeds(modules: Modules, seeds: Iterable<number>, steps: number, stopsAtFailure: boolean): Promise<BatchResult> {
  const features = new FeatureCounts();
  const failures: FailedSeed[] = [];
  let ran = 0;
  let total = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const seed of seeds) {
    const { violation, steps: taken, features: seen } = await runWorld(modules, seed, steps, false);
    ran += 1;
    total += taken;
    features.addAll(seen);
    if (violation === undefined) least = Math.min(least, taken);
    else {
      failures.push({ seed, invariant: violation.invariant, message: violation.message });
      if (stopsAtFailure) break;
    }
  }
  return { seeds: ran, steps: total, leastSteps: least, failures, features: features.toRecord() };
}

/** Adds results up. */
export function sumBatches(batches: readonly BatchResult[]): BatchResult {
  const features = new FeatureCounts();
  for (const batch of batches) features.addAll(batch.features);
  return {
    seeds: batches.reduce((sum, { seeds }) => sum + seeds, 0),
    steps: batches.reduce((sum, { steps }) => sum + steps, 0),
    leastSteps: Math.min(...batches.map(({ leastSteps }) => leastSteps)),
    failures: batches.flatMap(({ failures }) => failures).sort((one, other) => one.seed - other.seed),
    features: features.toRecord(),
  };
}
