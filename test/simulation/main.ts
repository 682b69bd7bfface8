// Deterministic simulation of the protocol's machines. See README.md.
//
//     main.ts [--seeds N] [--first S] [--seed S] [--steps N] [--mutants] [--filter TEXT] [--json FILE]

import { parseCommand } from './command-line.ts';
import { runManySeeds } from './runs/run-many-seeds.ts';
import { runMutants } from './runs/run-mutants.ts';
import { runOneSeed } from './runs/run-one-seed.ts';
import { printTotals } from './runs/totals.ts';

const command = parseCommand(process.argv.slice(2));
const run = command.breaks ? runMutants : command.seeds === 1 ? runOneSeed : runManySeeds;
printTotals(await run(command), command.jsonFile);
