import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CaseName, keyOf } from './catalog.ts';

/** The golden list: each of these cases must be there, and pass. */
const FILE = join(import.meta.dirname, 'expected-results.json');

/** The formatter's longest line, the comma behind a case included. */
const MAX_LINE = 140;

/** Finds cases that are on only one of the two sides: in the golden list, or in the tables. */
export function differencesFromExpected(names: readonly CaseName[]): string[] {
  const expected: readonly CaseName[] = JSON.parse(readFileSync(FILE, 'utf8'));
  const expectedKeys = new Set(expected.map(keyOf));
  const actualKeys = new Set(names.map(keyOf));
  return [
    ...[...expectedKeys].filter((key) => !actualKeys.has(key)).map((key) => `lost, though expected-results.json has it: ${key}`),
    ...[...actualKeys].filter((key) => !expectedKeys.has(key)).map((key) => `new, and not in expected-results.json: ${key}`),
  ];
}

/** Writes the golden list anew; `--update` does this, and the diff is to be read. */
export function updateExpected(names: readonly CaseName[]): void {
  writeFileSync(FILE, `[\n${names.map(lineOf).join(',\n')}\n]\n`);
}

/** As the formatter writes it: a case a line, unless the line would be too long. */
function lineOf(name: CaseName): string {
  const fields = Object.entries(name).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  const line = `  { ${fields.join(', ')} }`;
  return line.length < MAX_LINE ? line : `  {\n${fields.map((field) => `    ${field}`).join(',\n')}\n  }`;
}
