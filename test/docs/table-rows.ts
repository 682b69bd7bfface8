/** The rows of the Markdown table whose first column has the given heading, cell by cell, without back-ticks. */
export function tableRows(markdown: string, firstColumn: string): string[][] {
  const lines = markdown.split('\n');
  const heading = lines.findIndex((line) => line.startsWith(`| ${firstColumn} |`));
  if (heading === -1) throw new Error(`there is no table that begins with a column ${firstColumn}`);
  const body = lines.slice(heading + 2);
  const end = body.findIndex((line) => !line.startsWith('|'));
  return body.slice(0, end === -1 ? undefined : end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}
