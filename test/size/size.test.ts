import { expect, it } from 'vitest';
import { tableRows } from '../docs/table-rows.ts';
import { readTextFile } from '../support/files.ts';
import { ENTRIES } from './entries.ts';
import { measureSize } from './measure.ts';
import { DOCUMENT, differencesOf, FIRST_COLUMN, sizesOf } from './table.ts';

it(`${DOCUMENT} tells the sizes as they are; where they changed on purpose, size --update writes them`, async () => {
  const listed = sizesOf(tableRows(readTextFile(DOCUMENT).text, FIRST_COLUMN));
  expect(differencesOf(listed, await Promise.all(ENTRIES.map(measureSize)))).toEqual([]);
});
