import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Mutant } from '../mutants/mutant.ts';
import { type BatchResult, sumBatches } from './seed-batch.ts';

/** What one thread runs. */
export interface Share {
  readonly seeds: readonly number[];
  readonly steps: number;
  readonly stopsAtFailure: boolean;
  /** The fault to put into the machines; `undefined`: the package as it is published. */
  readonly mutant: Mutant | undefined;
}

/** Runs a share in a thread of its own. @throws whatever the thread throws. */
export async function runShare(share: Share, onBatch: (result: BatchResult) => void = () => {}): Promise<BatchResult> {
  const results: BatchResult[] = [];
  const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData: share });
  worker.on('message', (result: BatchResult) => {
    results.push(result);
    onBatch(result);
  });
  // Rejects with what the thread throws.
  await once(worker, 'exit');
  return sumBatches(results);
}

/** Deals seeds out to so many threads, like cards, because neighbours take as long as each other. */
export function dealSeeds(first: number, count: number, threads: number): number[][] {
  return Array.from({ length: threads }, (_, thread) => {
    return Array.from({ length: Math.ceil((count - thread) / threads) }, (_none, index) => first + thread + index * threads);
  }).filter((seeds) => seeds.length > 0);
}
