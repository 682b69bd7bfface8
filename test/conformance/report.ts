import { writeFileSync } from 'node:fs';
import type { Row } from './run-case.ts';

/** How many cases passed and failed. */
export interface Totals {
  readonly passed: number;
  readonly failed: number;
}

/** Counts outcomes. */
export function totalsOf(rows: readonly Row[]): Totals {
  const passed = rows.filter(({ outcome }) => outcome === 'passed').length;
  return { passed, failed: rows.length - passed };
}

/** Prints each failure in full, and a line for each section. */
export function printRows(rows: readonly Row[]): void {
  for (const row of rows) {
    if (row.outcome === 'failed') console.log(`FAILED ${row.side} · ${row.section} · ${row.case}\n  ${row.detail ?? ''}`);
  }
  for (const section of new Set(rows.map((row) => row.section))) {
    const own = rows.filter((row) => row.section === section);
    const counts = ['server', 'client'].map((side) => {
      const { passed, failed } = totalsOf(own.filter((row) => row.side === side));
      return `${side} ${passed}${failed > 0 ? ` and ${failed} FAILED` : ''}`;
    });
    console.log(`${section}: ${counts.join(', ')}`);
  }
}

/** Writes rows and totals as JSON. */
export function writeJson(file: string, rows: readonly Row[], totals: Totals): void {
  writeFileSync(file, `${JSON.stringify({ rows, totals }, undefined, 2)}\n`);
}
