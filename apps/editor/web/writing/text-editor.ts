import { defaultKeymap } from '@codemirror/commands';
import { defineLanguageFacet, Language, syntaxHighlighting } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';
import { classHighlighter } from '@lezer/highlight';
import { parser } from '@lezer/markdown';
import { yCollab, yUndoManagerKeymap } from 'y-codemirror.next';
import { lengthLimit } from './length-limit.ts';
import { remoteCursors } from './remote-cursors.ts';
import type { Session } from './session.ts';

/** Style sheets that CodeMirror writes carry it, or the page's policy keeps them out. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.nonce ?? '';

/** Markdown alone: the language package would bring HTML, CSS and JavaScript along. */
const markdown = new Language(defineLanguageFacet(), parser);

/** Shows the text of a session in an element, to be written. */
export function textEditor(parent: HTMLElement, { text, undo, provider }: Session, tooLong: () => void): EditorView {
  return new EditorView({
    parent,
    state: EditorState.create({
      doc: text.toString(),
      extensions: [
        EditorView.cspNonce.of(nonce),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': 'Text', spellcheck: 'true', tabindex: '0' }),
        keymap.of([...yUndoManagerKeymap, ...defaultKeymap]),
        markdown.extension,
        syntaxHighlighting(classHighlighter),
        placeholder('Write here. Everybody who has this page open writes along.'),
        lengthLimit(tooLong),
        yCollab(text, null, { undoManager: undo }),
        remoteCursors(text, provider.awareness),
      ],
    }),
  });
}
