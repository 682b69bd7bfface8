import type { Share, Size } from './measure.ts';

/** The sizes as a table of Markdown. */
export function describeSizes(sizes: readonly Size[]): string {
  return tableOf(
    ['entry', 'minified', 'and gzipped'],
    sizes.map(({ name, minified, gzipped }) => [name, bytesOf(minified), bytesOf(gzipped)]),
  );
}

/** The shares as a table of Markdown, in bytes and of a hundred. */
export function describeShares(shares: readonly Share[]): string {
  const total = shares.reduce((sum, { minified }) => sum + minified, 0);
  return tableOf(
    ['folder', 'minified', 'share'],
    shares.map(({ folder, minified }) => [folder, bytesOf(minified), `${((100 * minified) / total).toFixed(1)} %`]),
  );
}

/** Bytes with a comma between thousands. */
function bytesOf(count: number): string {
  return count.toLocaleString('en');
}

/** The first column is of words, the others are of numbers. */
function tableOf(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heading.map((title, column) => Math.max(...[title, ...rows.map((row) => row[column] ?? '')].map(({ length }) => length)));
  const lineOf = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [lineOf(heading), lineOf(rule), ...rows.map(lineOf)].join('\n');
}
