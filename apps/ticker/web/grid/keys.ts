/** How many rows a page has, for Page Up and Page Down. */
const PAGE_ROWS = 15;

/** Where a key leads in a list of so many rows; `undefined` for keys that lead nowhere. */
export function rowAfter(key: string, index: number, count: number): number | undefined {
  const target = targetOf(key, index, count);
  return target === undefined || count === 0 ? undefined : Math.min(Math.max(target, 0), count - 1);
}

function targetOf(key: string, index: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return index + 1;
    case 'ArrowUp':
      return index - 1;
    case 'PageDown':
      return index + PAGE_ROWS;
    case 'PageUp':
      return index - PAGE_ROWS;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
