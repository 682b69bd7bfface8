import { EditorState, type Extension } from '@codemirror/state';
import { ySyncAnnotation } from 'y-codemirror.next';
import { MAX_CHARACTERS } from '../../limits.ts';

/** Lets nobody write a document too long, whatever others write; `reached` is called when somebody tries. */
export function lengthLimit(reached: () => void): Extension {
  return EditorState.changeFilter.of((transaction) => {
    const isOwn = transaction.annotation(ySyncAnnotation) === undefined;
    const { length } = transaction.newDoc;
    const isTooLong = isOwn && length > MAX_CHARACTERS && length > transaction.startState.doc.length;
    if (isTooLong) reached();
    return !isTooLong;
  });
}
