// Conformance with RFC 6455 and RFC 7692. See docs/conformance.md.
//
//     main.ts [--json FILE] [--filter TEXT] [--side server|client] [--update]

import { parseArgs } from 'node:util';
import { everyRun, keyOf, nameOf } from './catalog.ts';
import { differencesFromExpected, updateExpected } from './expected-results.ts';
import { printRows, totalsOf, writeJson } from './report.ts';
import { runAll } from './run-all.ts';
import type { Row } from './run-case.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    filter: { type: 'string', default: '' },
    side: { type: 'string' },
    update: { type: 'boolean', default: false },
  },
});

const every = everyRun();
const names = every.map(nameOf);
if (values.update) updateExpected(names);

const chosen = every.filter((run) => keyOf(nameOf(run)).includes(values.filter) && (values.side ?? run.side) === run.side);
const rows = [...(await runAll(chosen)), ...goldenRows()];
const totals = totalsOf(rows);
printRows(rows);
if (values.json !== undefined) writeJson(values.json, rows, totals);
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed === 0 && chosen.length > 0 ? 0 : 1;

/** A lost or renamed case is a failure like any other. */
function goldenRows(): Row[] {
  return differencesFromExpected(names).map((detail) => {
    return { side: 'server', section: 'expected-results.json', case: detail, outcome: 'failed', detail };
  });
}
