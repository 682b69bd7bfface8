import { describe, expect, it } from 'vitest';
import { Unsent } from '../../../web/writing/unsent.ts';

function storage() {
  const kept = new Map<string, string>();
  return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
}

describe('Unsent', () => {
  it('knows over reloads which documents have edits that the server may lack', () => {
    const own = storage();
    const unsent = new Unsent(own);
    expect(unsent.ids).toEqual([]);
    unsent.note('a', true);
    unsent.note('a', true);
    unsent.note('b', true);
    unsent.note('c', false);
    expect(new Unsent(own).ids).toEqual(['a', 'b']);
    unsent.note('a', false);
    expect(new Unsent(own).ids).toEqual(['b']);
  });
});
