import { describe, expect, it } from 'vitest';
import { Shelf } from '../../../web/documents/shelf.ts';

const document = (id: string, title: string, createdAt = 0) => ({ id, title, createdAt });

describe('Shelf', () => {
  it('sorts documents by title as people do, then by age', () => {
    const shelf = new Shelf();
    shelf.replace([document('a', 'Week 10'), document('b', 'week 9'), document('c', 'Same', 2), document('d', 'Same', 1)]);
    expect(shelf.documents.map(({ id }) => id)).toEqual(['d', 'c', 'b', 'a']);
  });

  it('takes new documents and new titles, and forgets what is not listed any more', () => {
    const shelf = new Shelf();
    shelf.replace([document('a', 'A')]);
    shelf.put(document('b', 'B'));
    shelf.put(document('a', 'C'));
    expect(shelf.documents).toEqual([document('b', 'B'), document('a', 'C')]);
    shelf.replace([document('b', 'B')]);
    expect([shelf.get('a'), shelf.get('b')]).toEqual([undefined, document('b', 'B')]);
  });
});
