import { describe, expect, it } from 'vitest';
import { publishedEntries } from '../support/published-entries.ts';
import { surfacesOf } from './public-surface.ts';

const surfaces = surfacesOf(publishedEntries());

describe('the public surface', () => {
  it('is what public-surface.json says (test/README.md: how to change it)', async () => {
    await expect(`${JSON.stringify(Object.fromEntries(surfaces), undefined, 2)}\n`).toMatchFileSnapshot('public-surface.json');
  });

  it.each([...surfaces])('has at run time the values that the declarations of %s promise', async (specifier, { values }) => {
    const entry: object = await import(specifier);
    expect(Object.keys(entry).sort()).toEqual(values);
  });
});
