import { EditorState, type TransactionSpec } from '@codemirror/state';
import { describe, expect, it } from 'vitest';
import { YSyncConfig, ySyncAnnotation } from 'y-codemirror.next';
import * as Y from 'yjs';
import { MAX_CHARACTERS } from '../../../limits.ts';
import { lengthLimit } from '../../../web/writing/length-limit.ts';

/** What becomes of a change to a text of this length, and how often the limit was told. */
function changed(length: number, spec: TransactionSpec): [length: number, told: number] {
  let told = 0;
  const limit = lengthLimit(() => {
    told += 1;
  });
  const state = EditorState.create({ doc: 'x'.repeat(length), extensions: [limit] });
  return [state.update(spec).state.doc.length, told];
}

const insertion = { from: 0, insert: 'yy' };

describe('lengthLimit', () => {
  it('lets a text come to the limit and no further, and says so', () => {
    expect([
      changed(MAX_CHARACTERS - 2, { changes: insertion }),
      changed(MAX_CHARACTERS - 1, { changes: insertion }),
      changed(MAX_CHARACTERS, { changes: { from: 0, to: 2, insert: 'z' } }),
      changed(MAX_CHARACTERS + 9, { changes: { from: 0, to: 1 } }),
    ]).toEqual([
      [MAX_CHARACTERS, 0],
      [MAX_CHARACTERS - 1, 1],
      [MAX_CHARACTERS - 1, 0],
      [MAX_CHARACTERS + 8, 0],
    ]);
  });

  it('keeps out nothing that others wrote', () => {
    const annotations = ySyncAnnotation.of(new YSyncConfig(new Y.Doc().getText('text'), null));
    expect(changed(MAX_CHARACTERS, { changes: insertion, annotations })).toEqual([MAX_CHARACTERS + 2, 0]);
  });
});
