import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { MAX_DOCUMENT_BYTES } from '../../../limits.ts';
import { OpenDocument } from '../../../server/documents/open-document.ts';
import { textOf, Writer } from '../../support/written.ts';

const text = (document: OpenDocument) => textOf(document.state());

/** What an update is refused with. */
function refusal(document: OpenDocument, update: Uint8Array): unknown {
  try {
    document.apply(update);
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('OpenDocument', () => {
  it('holds what was stored and what is applied', () => {
    const writer = new Writer();
    const document = new OpenDocument([writer.write('stored, '), writer.write('too, ')]);
    document.apply(writer.write('applied'));
    expect(text(document)).toBe('stored, too, applied');
  });

  it.each([
    ['500 updates', Array<number>(500).fill(1)],
    ['four times its most bytes', Array<number>(4).fill(MAX_DOCUMENT_BYTES)],
  ])('is scattered by %s, until it is compacted', (_, lengths) => {
    const stored = lengths.map((length) => new Writer().write('x'.repeat(length)));
    const document = new OpenDocument(stored);
    const before = [new OpenDocument(stored.slice(1)).isScattered, document.isScattered];
    document.compacted(1);
    expect([...before, document.isScattered]).toEqual([false, true, false]);
  });

  it('is scattered by what it knew already, too', () => {
    const document = new OpenDocument([]);
    const update = new Writer().write('x'.repeat(MAX_DOCUMENT_BYTES / 2));
    for (let n = 0; n < 8; n += 1) document.apply(update);
    expect(document.isScattered).toBe(true);
  });

  it('takes an update twice', () => {
    const document = new OpenDocument([]);
    const update = new Writer().write('once');
    document.apply(update);
    document.apply(update);
    expect(text(document)).toBe('once');
  });

  it.each([
    ['nothing', []],
    ['a text', [...Buffer.from('hello world')]],
    ['a number of edits that is not there', [255, 255, 255, 255, 15]],
    ['an update that is cut off', [...new Writer().write('hello').subarray(0, -3)]],
  ])('refuses %s', (_, bytes) => {
    expect(refusal(new OpenDocument([]), Uint8Array.from(bytes))).toMatchObject({ name: 'InvalidParams' });
  });

  it.each<[string, (writer: Writer) => void]>([
    ['an object in the text', ({ text }) => text.insertEmbed(0, { src: 'x' })],
    ['a format', ({ text }) => text.format(0, 2, { bold: true })],
    ['a type', ({ doc }) => doc.getMap('other').set('nested', new Y.Map())],
    ['lines that end otherwise', ({ text }) => text.insert(0, 'one\r\ntwo')],
  ])('refuses %s, which editors count otherwise than Yjs', (_, edit) => {
    const writer = new Writer();
    const document = new OpenDocument([writer.write('plain')]);
    edit(writer);
    const update = Y.encodeStateAsUpdate(writer.doc);
    expect([refusal(document, update), text(document)]).toMatchObject([{ name: 'InvalidParams' }, 'plain']);
  });

  it('refuses edits and deletions that build on what it was never sent', () => {
    const writer = new Writer();
    writer.write('missing');
    expect([refusal(new OpenDocument([]), writer.write('follows')), refusal(new OpenDocument([]), writer.erase(2))]).toMatchObject([
      { name: 'InvalidParams' },
      { name: 'InvalidParams' },
    ]);
  });

  it('refuses to become too large, by one edit or by many', () => {
    const [big, small] = [new Writer(), new Writer()];
    expect(refusal(new OpenDocument([]), big.write('x'.repeat(MAX_DOCUMENT_BYTES)))).toMatchObject({ name: 'TooLarge' });
    const document = new OpenDocument([]);
    const tenth = 'x'.repeat(MAX_DOCUMENT_BYTES / 10);
    for (let n = 0; n < 9; n += 1) document.apply(small.write(tenth));
    expect(refusal(document, small.write(tenth))).toMatchObject({ name: 'TooLarge', data: { most: MAX_DOCUMENT_BYTES } });
  });

  it('counts what is there, not what was written', () => {
    const writer = new Writer();
    const document = new OpenDocument([]);
    const third = MAX_DOCUMENT_BYTES / 3;
    for (let n = 0; n < 20; n += 1) {
      document.apply(writer.write('x'.repeat(third)));
      document.apply(writer.erase(third));
    }
    expect(text(document)).toBe('');
  });
});
