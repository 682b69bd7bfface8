import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { missingUpdate } from '../../src/updates/missing-update.ts';
import { textOf } from '../support/typed.ts';

/** A document with some text, and another one with the same state. */
function twoCopies(): { doc: Y.Doc; text: Y.Text; state: Uint8Array } {
  const doc = new Y.Doc();
  const text = doc.getText('text');
  text.insert(0, 'hello world');
  text.delete(2, 3);
  return { doc, text, state: Y.encodeStateAsUpdate(doc) };
}

describe('missingUpdate', () => {
  it('is nothing where the state has all of the document, and more', () => {
    const { doc, state } = twoCopies();
    const richer = new Y.Doc();
    Y.applyUpdate(richer, state);
    richer.getText('text').insert(0, 'more ');
    richer.getText('text').delete(7, 1);
    expect([missingUpdate(doc, state), missingUpdate(doc, Y.encodeStateAsUpdate(richer)), missingUpdate(new Y.Doc(), state)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each<[string, (text: Y.Text) => void]>([
    ['an insertion', (text) => text.insert(0, 'x')],
    ['a deletion alone', (text) => text.delete(0, 1)],
  ])('is %s that the state lacks', (_, edit) => {
    const { doc, text, state } = twoCopies();
    edit(text);
    expect(textOf(state, missingUpdate(doc, state))).toBe(text.toString());
  });

  it('is the whole document for a state of nothing', () => {
    const { doc, text } = twoCopies();
    const nothing = Y.encodeStateAsUpdate(new Y.Doc());
    expect(textOf(missingUpdate(doc, nothing))).toBe(text.toString());
  });

  it('reads a state that was merged from updates', () => {
    const { doc, text, state } = twoCopies();
    const updates = [state];
    doc.on('update', (update: Uint8Array) => void updates.push(update));
    text.insert(3, 'abc');
    text.delete(0, 2);
    text.delete(1, 2);
    expect(missingUpdate(doc, Y.mergeUpdates(updates))).toBeUndefined();
  });

  it('rejects what is no state', () => {
    expect(() => missingUpdate(new Y.Doc(), Uint8Array.of(9, 9, 9))).toThrow();
  });
});
