import { availableParallelism } from 'node:os';
import type { Command } from '../command-line.ts';
import type { Mutant } from '../mutants/mutant.ts';
import { MUTANTS } from '../mutants/mutants.ts';
import { kindOf } from '../settings.ts';
import { runShare } from './share.ts';
import type { Outcome } from './totals.ts';

/** Seeds within which every mutant has to be caught. */
const MOST_SEEDS = 1_000;

/** What became of one mutant. */
interface Row {
  readonly mutant: string;
  readonly rule: string;
  readonly isCaught: boolean;
  readonly detail: string;
}

/** Breaks the machines, one way after another, and sees that each is caught. */
export async function runMutants({ filter, firstSeed, steps }: Command): Promise<Outcome> {
  const left = MUTANTS.filter(({ name }) => name.includes(filter));
  const rows: Row[] = [];
  const workThroughList = async () => {
    for (let mutant = left.shift(); mutant !== undefined; mutant = left.shift()) {
      const row = await runMutant(mutant, firstSeed, steps);
      console.log(`${row.isCaught ? 'caught' : 'MISSED'}  ${row.mutant} (${row.rule}): ${row.detail}`);
      rows.push(row);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, workThroughList));
  const passed = rows.filter(({ isCaught }) => isCaught).length;
  return { rows, totals: { passed, failed: rows.length - passed } };
}

async function runMutant(mutant: Mutant, firstSeed: number, steps: number): Promise<Row> {
  const { name, rule, kind } = mutant;
  const seeds = Array.from({ length: MOST_SEEDS }, (_, index) => firstSeed + index).filter((seed) => kindOf(seed) === kind);
  try {
    const { seeds: ran, failures } = await runShare({ seeds, steps, stopsAtFailure: true, mutant });
    const [failure] = failures;
    const detail = failure === undefined ? `not in ${ran} seeds` : `seed ${failure.seed}, ${failure.invariant}`;
    return { mutant: name, rule, isCaught: failure !== undefined, detail };
  } catch (error) {
    return { mutant: name, rule, isCaught: false, detail: String(error) };
  }
}
