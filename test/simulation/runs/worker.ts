// A thread that runs seeds, batch by batch, and tells of each.

import { parentPort, workerData } from 'node:worker_threads';
import { loadMutated } from '../mutants/load-mutated.ts';
import { loadPublished } from './load-modules.ts';
import { runSeeds } from './seed-batch.ts';
import type { Share } from './share.ts';

const BATCH = 20;

const share: Share = workerData;
const modules = share.mutant === undefined ? await loadPublished() : await loadMutated(share.mutant);
for (let from = 0; from < share.seeds.length; from += BATCH) {
  const result = await runSeeds(modules, share.seeds.slice(from, from + BATCH), share.steps, share.stopsAtFailure);
  parentPort?.postMessage(result);
  if (share.stopsAtFailure && result.failures.length > 0) break;
}
