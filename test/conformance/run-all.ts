import type { Run } from './catalog.ts';
import { type Row, runCase } from './run-case.ts';

/** How many cases are open at a time: most of one is waiting for the other end. */
const CONCURRENCY = 12;

/** Runs every case; the rows come in the order of the runs. */
export async function runAll(runs: readonly Run[]): Promise<Row[]> {
  const rows: Row[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < runs.length; index = next++) {
      const run = runs[index];
      if (run !== undefined) rows[index] = await runCase(run.given, run.side);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return rows;
}
