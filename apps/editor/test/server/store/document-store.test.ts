import { describe, expect, it } from 'vitest';
import { DocumentStore } from '../../../server/store/document-store.ts';
import { temporaryFile } from '../../support/storage.ts';

const [one, two, three] = [Uint8Array.of(1), Uint8Array.of(2), Uint8Array.of(3)];
const document = (id: string, title = id) => ({ id, title, createdAt: 7 });

/** A file, and what is in it when it is opened again. */
async function stored(write: (store: DocumentStore) => Promise<unknown>): Promise<DocumentStore> {
  const file = temporaryFile();
  const store = new DocumentStore(file);
  await write(store);
  store.close();
  return new DocumentStore(file);
}

describe('DocumentStore', () => {
  it('keeps documents and their newest titles', async () => {
    const store = await stored(async (first) => {
      await Promise.all([first.put(document('a')), first.put(document('b'))]);
      await first.put(document('a', 'newer'));
    });
    expect(store.documents()).toEqual([document('a', 'newer'), document('b')]);
  });

  it('keeps updates in order, each with its document', async () => {
    const store = await stored(async (first) => {
      await Promise.all([first.put(document('a')), first.put(document('b'))]);
      await Promise.all([first.append('a', one), first.append('b', two), first.append('a', three)]);
    });
    expect([store.read('a'), store.read('b'), store.read('c')]).toEqual([[one, three], [two], []]);
  });

  it('loses nothing that another server appended when one compacts', async () => {
    const file = temporaryFile();
    const [old, young] = [new DocumentStore(file), new DocumentStore(file)];
    await Promise.all([old.put(document('a')), old.append('a', one)]);
    await young.append('a', two);
    expect(old.compact('a', (stored) => Uint8Array.from(stored.flatMap((bytes) => [...bytes])))).toBe(2);
    expect(young.read('a')).toEqual([Uint8Array.of(1, 2)]);
  });

  it('takes no update of a document that does not exist', async () => {
    const store = new DocumentStore(':memory:');
    await expect(store.append('a', one)).rejects.toThrow('FOREIGN KEY');
  });

  it('reads what is not committed yet', async () => {
    const store = new DocumentStore(':memory:');
    const written = [store.put(document('a')), store.append('a', one)];
    expect(store.read('a')).toEqual([one]);
    await Promise.all(written);
  });

  it('puts a snapshot in place of what is stored of a document, and updates behind it', async () => {
    const store = await stored(async (first) => {
      await Promise.all([first.put(document('a')), first.put(document('b')), first.append('a', one), first.append('b', one)]);
      first.compact('a', () => two);
      await first.append('a', three);
    });
    expect([store.read('a'), store.read('b')]).toEqual([[two, three], [one]]);
    store.compact('a', () => one);
    expect(store.read('a')).toEqual([one]);
  });

  it('keeps both or neither of snapshot and updates when compacting fails', async () => {
    const store = new DocumentStore(':memory:');
    await Promise.all([store.put(document('a')), store.append('a', one)]);
    expect(() => store.compact('unknown', () => two)).toThrow('FOREIGN KEY');
    expect([store.read('a'), store.read('unknown')]).toEqual([[one], []]);
  });
});
