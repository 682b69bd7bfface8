import { describe, expect, it, vi } from 'vitest';
import { MAX_DOCUMENT_BYTES } from '../../../limits.ts';
import { Documents } from '../../../server/documents/documents.ts';
import { DocumentStore } from '../../../server/store/document-store.ts';
import { eventually } from '../../support/eventually.ts';
import { textOf, Writer } from '../../support/written.ts';

async function bench() {
  const store = new DocumentStore(':memory:');
  await store.put({ id: 'a', title: 'A', createdAt: 0 });
  const documents = new Documents(store);
  return { store, documents, text: (id = 'a') => textOf(documents.state(id)), kept: (id = 'a') => textOf(...store.read(id)) };
}

describe('Documents', () => {
  it('has on disk what it has taken', async () => {
    const { store, documents, text } = await bench();
    const writer = new Writer();
    await documents.take('a', writer.write('one '));
    const kept = store.read('a');
    const taking = documents.take('a', writer.write('two'));
    expect({ kept: textOf(...kept), text: text() }).toEqual({ kept: 'one ', text: 'one two' });
    await taking;
    expect(textOf(...store.read('a'))).toBe('one two');
  });

  it('keeps nothing of what it refuses, and goes on', async () => {
    const { documents, text, kept } = await bench();
    const [ann, bob] = [new Writer(), new Writer()];
    await documents.take('a', ann.write('ann '));
    const refused = [
      Uint8Array.of(1, 2, 3),
      new Uint8Array(MAX_DOCUMENT_BYTES + 1),
      new Writer().write('x'.repeat(MAX_DOCUMENT_BYTES - 20)),
    ];
    const outcomes = await Promise.allSettled(refused.map((update) => documents.take('a', update)));
    expect(outcomes).toMatchObject([
      { reason: { name: 'InvalidParams' } },
      { reason: { name: 'TooLarge' } },
      { reason: { name: 'TooLarge' } },
    ]);
    await documents.take('a', bob.write('bob '));
    expect([text(), kept()].map((found) => found.split(' ').sort())).toEqual(Array(2).fill(['', 'ann', 'bob']));
  });

  it('says that it cannot store, and does not have what it could not', async () => {
    const { documents, text } = await bench();
    await expect(documents.take('no document', new Writer().write('x'))).rejects.toMatchObject({ name: 'Unavailable' });
    expect(text('no document')).toBe('');
  });

  it('compacts a document after 500 updates, behind the answers', async () => {
    const { store, documents, text } = await bench();
    const writer = new Writer();
    for (let n = 0; n < 499; n += 1) await documents.take('a', writer.write('x'));
    expect(store.read('a')).toHaveLength(499);
    await documents.take('a', writer.write('y'));
    await eventually(() => expect(store.read('a')).toHaveLength(1));
    await documents.take('a', writer.write('z'));
    expect({ kept: store.read('a').length, text: text(), again: textOf(...store.read('a')) }).toEqual({
      kept: 2,
      text: `${'x'.repeat(499)}yz`,
      again: `${'x'.repeat(499)}yz`,
    });
  });

  it('compacts a document that is closed by then, because many others are in use', async () => {
    const { store, documents } = await bench();
    const writer = new Writer();
    for (let n = 0; n < 499; n += 1) await documents.take('a', writer.write('x'));
    const taking = documents.take('a', writer.write('y'));
    for (let n = 0; n < 40; n += 1) documents.state(`other ${n}`);
    await taking;
    await vi.waitFor(() => expect(store.read('a')).toHaveLength(1));
  });

  it('goes on when there is no room to compact a document, and compacts it later', async () => {
    const { store, documents } = await bench();
    const writer = new Writer();
    const compact = vi.spyOn(store, 'compact').mockImplementationOnce(() => {
      throw new Error('the disk is full');
    });
    for (let n = 0; n < 500; n += 1) await documents.take('a', writer.write('x'));
    await vi.waitFor(() => expect(compact.mock.calls).toHaveLength(1));
    expect(store.read('a')).toHaveLength(500);
    await documents.take('a', writer.write('y'));
    await vi.waitFor(() => expect(store.read('a')).toHaveLength(1));
  });

  it('has few documents in memory, and reads others again', async () => {
    const { store, documents, text } = await bench();
    await documents.take('a', new Writer().write('first'));
    const reads = vi.spyOn(store, 'read');
    for (let n = 0; n < 40; n += 1) documents.state(`other ${n}`);
    expect([text(), reads.mock.calls.filter(([id]) => id === 'a').length]).toEqual(['first', 1]);
  });
});
