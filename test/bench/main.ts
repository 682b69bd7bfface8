// `pnpm bench [name…] [--json FILE] [--smoke] [--repeats N] [--seconds S]`, see docs/benchmarks.md.

import { writeFileSync } from 'node:fs';
import { measureCodecs } from './codec.ts';
import { type Command, parseCommand } from './command-line.ts';
import { describeConditions } from './conditions.ts';
import { findLaunchers, type Launchers } from './launcher.ts';
import { type Row, type Sample, summarize } from './measure.ts';
import { describeWorkload } from './report.ts';
import { type Budget, runTrial } from './trial.ts';
import type { Candidate, Workload } from './workload.ts';
import { findWorkload } from './workloads.ts';

/** So long because V8 takes about 3 s until the byte loop in which ws unmasks 16 KiB is fast; after 1 s ws would look five times slower. */
const WARM_UP_SECONDS = 4;

async function measureWorkload(workload: Workload, repeats: number, budget: Budget, launchers: Launchers): Promise<Row[]> {
  if (workload.kind === 'codec') return measureCodecs(workload, repeats, budget);
  const samples = new Map<Candidate, Sample[]>(workload.candidates.map((candidate) => [candidate, []]));
  // Interleaved, A B A B: what disturbs the machine for a while then disturbs every candidate.
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const [candidate, own] of samples) own.push(await runTrial(workload, candidate, budget, launchers));
  }
  return [...samples].map(([candidate, own]) => summarize(workload.name, candidate, own));
}

async function run({ workloadNames, jsonFile, isSmoke, repeats, seconds }: Command): Promise<void> {
  const launchers = findLaunchers();
  const budget: Budget = { scale: isSmoke ? 'smoke' : 'full', warmUpSeconds: isSmoke ? 0 : WARM_UP_SECONDS, seconds };
  console.log(describeConditions(launchers, repeats, budget));
  const rows: Row[] = [];
  for (const name of workloadNames) {
    const workload = findWorkload(name, budget.scale);
    try {
      const own = await measureWorkload(workload, repeats, budget, launchers);
      rows.push(...own);
      console.log(describeWorkload(workload, own));
    } catch (error) {
      console.error('\n', error);
      process.exitCode = 1;
    }
  }
  if (jsonFile !== undefined) writeFileSync(jsonFile, `${JSON.stringify(rows, undefined, 2)}\n`);
}

/** The command, or `undefined` with a word about what is wrong with it. */
function readCommand(): Command | undefined {
  try {
    return parseCommand(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return undefined;
  }
}

const command = readCommand();
if (command === undefined) process.exitCode = 2;
else await run(command);
