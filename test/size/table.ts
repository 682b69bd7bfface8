import type { Size } from './measure.ts';

/** The document that has the sizes, below the repository. */
export const DOCUMENT = 'docs/size.md';

/** How far the document may be off: what another version of the bundler may change. */
const TOLERANCE = 0.02;

/** The first column of their table, and with it how its heading begins. */
export const FIRST_COLUMN = 'entry';

/** The sizes as a document's rows have them. @throws {Error} for a cell that is no number. */
export function sizesOf(rows: readonly (readonly string[])[]): Size[] {
  return rows.map(([name = '', minified = '', gzipped = '']) => ({ name, minified: countOf(minified), gzipped: countOf(gzipped) }));
}

function countOf(cell: string): number {
  const count = Number(cell.replaceAll(',', ''));
  if (!Number.isSafeInteger(count) || cell === '') throw new Error(`"${cell}" is no number of bytes`);
  return count;
}

/** What of the listed sizes is not as measured, in words. */
export function differencesOf(listed: readonly Size[], measured: readonly Size[]): string[] {
  const unlisted = measured.filter(({ name }) => !listed.some((size) => size.name === name)).map(({ name }) => `${name} is not listed`);
  const wrong = listed.flatMap(({ name, minified, gzipped }) => {
    const now = measured.find((size) => size.name === name);
    if (now === undefined) return [`${name} is listed and not measured`];
    return [
      ...(isNear(minified, now.minified) ? [] : [`${name} has ${now.minified} B minified, not ${minified}`]),
      ...(isNear(gzipped, now.gzipped) ? [] : [`${name} has ${now.gzipped} B gzipped, not ${gzipped}`]),
    ];
  });
  return [...unlisted, ...wrong];
}

function isNear(listed: number, measured: number): boolean {
  return Math.abs(listed - measured) <= TOLERANCE * measured;
}

/** Puts a table of Markdown in the place of the one whose heading begins alike. @throws {Error} when there is none. */
export function withTable(markdown: string, table: string): string {
  const lines = markdown.split('\n');
  const first = lines.findIndex((line) => line.startsWith(`| ${FIRST_COLUMN} `));
  if (first === -1) throw new Error(`there is no table that begins with a column ${FIRST_COLUMN}`);
  const length = lines.slice(first).findIndex((line) => !line.startsWith('|'));
  return lines.toSpliced(first, length === -1 ? lines.length : length, table).join('\n');
}
