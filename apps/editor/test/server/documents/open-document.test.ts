import { describe, expect, it } from 'vitest';
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
    expect({ text: text(document), updates: document.updates }).toEqual({ text: 'stored, too, applied', updates: 3 });
  });

  it('is one update once it is compacted', () => {
    const writer = new Writer();
    const document = new OpenDocument([writer.write('one '), writer.write('two')]);
    expect({ text: textOf(document.compacted()), updates: document.updates }).toEqual({ text: 'one two', updates: 1 });
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
