import { describe, expect, it } from 'vitest';
import { publishedEntries } from '../support/published-entries.ts';
import { packagesLoadedBy } from './entry-loads.ts';
import { LOADS } from './tables.ts';

describe('what an entry loads', () => {
  it.each(publishedEntries())('%s: no more than tables.ts says', (entry) => {
    expect(packagesLoadedBy(entry)).toEqual(LOADS[entry] ?? []);
  });
});
