import type { Command } from '../command-line.ts';
import { runWorld } from '../world.ts';
import { loadPublished } from './load-modules.ts';
import type { Outcome } from './totals.ts';

/** Runs one seed and prints all that happened. */
export async function runOneSeed({ firstSeed, steps }: Command): Promise<Outcome> {
  const { violation, hash, trace, steps: taken } = await runWorld(await loadPublished(), firstSeed, steps, true);
  for (const line of trace) console.log(line);
  console.log(`seed ${firstSeed}: ${taken} steps, trace ${hash}${violation === undefined ? '' : `, ${violation.message}`}`);
  return { seed: firstSeed, steps: taken, hash, totals: violation === undefined ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 } };
}
