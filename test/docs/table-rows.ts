/** The rows of the Markdown table whose first column has the given heading, cell by cell, without back-ticks. */
export function tableRows(markdown: string, firstColumn: string): string[][] {
  const rows = markdown.split('\n').map(cellsOf);
  const heading = rows.findIndex(([first]) => first === firstColumn);
  if (heading === -1) throw new Error(`there is no table that begins with a column ${firstColumn}`);
  const body = rows.slice(heading + 2);
  const end = body.findIndex((cells) => cells.length === 0);
  return body.slice(0, end === -1 ? undefined : end);
}

/** The cells of one row; none where the line is no row. */
function cellsOf(line: string): string[] {
  if (!line.startsWith('|')) return [];
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('`', ''));
}
