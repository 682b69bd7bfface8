import { describe, expect, it } from 'vitest';
import { MAX_DOCUMENTS } from '../../../limits.ts';
import { Library } from '../../../server/documents/library.ts';
import { DocumentStore } from '../../../server/store/document-store.ts';

describe('Library', () => {
  it('lists what was created and renamed, in a later run too', async () => {
    const store = new DocumentStore(':memory:');
    const library = new Library(store);
    const [first, second] = [await library.create('First', 1), await library.create('Second', 2)];
    await library.rename(first?.id ?? '', 'Renamed');
    const expected = [{ ...first, title: 'Renamed' }, second];
    expect([library.list(), new Library(store).list()]).toEqual([expected, expected]);
  });

  it('knows its documents only', async () => {
    const library = new Library(new DocumentStore(':memory:'));
    const document = await library.create('Mine', 1);
    expect([library.has(document?.id ?? ''), library.has('another'), await library.rename('another', 'x')]).toEqual([
      true,
      false,
      undefined,
    ]);
  });

  it('gives every document an id that the contract takes', async () => {
    const document = await new Library(new DocumentStore(':memory:')).create('Mine', 1);
    expect(document?.id).toMatch(/^[\w-]{16}$/);
  });

  it('holds no more than so many', async () => {
    const library = new Library(new DocumentStore(':memory:'));
    const created = await Promise.all(Array.from({ length: MAX_DOCUMENTS + 2 }, (_, n) => library.create('x', n)));
    expect(created.filter((document) => document === undefined)).toHaveLength(2);
  });

  it('forgets what cannot be stored', async () => {
    const store = new DocumentStore(':memory:');
    const library = new Library(store);
    const document = await library.create('Mine', 1);
    store.close();
    await expect(library.create('Lost', 2)).rejects.toMatchObject({ name: 'Unavailable' });
    await expect(library.rename(document?.id ?? '', 'Lost')).rejects.toMatchObject({ name: 'Unavailable' });
    expect(library.list()).toEqual([document]);
  });
});
