// What the client costs a page, in bytes. See docs/size.md.
//
//     main.ts [--json FILE] [--update]

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { REPOSITORY } from '../support/repository.ts';
import { ENTRIES, JSON_CLIENT } from './entries.ts';
import { measureShares, measureSize } from './measure.ts';
import { describeShares, describeSizes } from './report.ts';
import { DOCUMENT, withTable } from './table.ts';

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'), // which pnpm passes on
  options: { json: { type: 'string' }, update: { type: 'boolean', default: false } },
});

const sizes = await Promise.all(ENTRIES.map(measureSize));
const shares = await measureShares(JSON_CLIENT);
const table = describeSizes(sizes);
console.log(`${table}\n\n${describeShares(shares)}`);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ sizes, shares }, undefined, 2)}\n`);
if (values.update) {
  const path = join(REPOSITORY, DOCUMENT);
  writeFileSync(path, withTable(readFileSync(path, 'utf8'), table));
}
