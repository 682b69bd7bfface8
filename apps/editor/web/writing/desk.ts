import type { EditorView } from '@codemirror/view';
import { MAX_CHARACTERS } from '../../limits.ts';
import { byId } from '../dom.ts';
import type { Session } from './session.ts';
import { textEditor } from './text-editor.ts';

/** The document that is shown, its undo, and what has to be said of it. */
export class Desk {
  readonly #paper = byId('paper', HTMLElement);
  readonly #note = byId('note', HTMLElement);
  readonly #undo = byId('undo', HTMLButtonElement);
  readonly #redo = byId('redo', HTMLButtonElement);
  readonly #words = byId('words', HTMLElement);
  #session: Session | undefined;
  #view: EditorView | undefined;

  constructor() {
    this.#undo.addEventListener('click', () => void this.#session?.undo.undo());
    this.#redo.addEventListener('click', () => void this.#session?.undo.redo());
  }

  get session(): Session | undefined {
    return this.#session;
  }

  /** Puts another document on the desk. */
  lay(session: Session): void {
    this.clear();
    this.#session = session;
    this.#view = textEditor(this.#paper, session, () =>
      this.say(`A document has room for ${MAX_CHARACTERS.toLocaleString('en')} characters. This would be more.`),
    );
    const show = () => this.#show(session);
    session.undo.on('stack-item-added', show);
    session.undo.on('stack-item-popped', show);
    session.text.observe(show);
    show();
  }

  /** Takes the document away. */
  clear(): void {
    this.#view?.destroy();
    this.#view = undefined;
    this.#session = undefined;
    this.say('');
  }

  /** Says something above the text. */
  say(text: string): void {
    this.#note.textContent = text;
    this.#note.hidden = text === '';
  }

  focus(): void {
    this.#view?.focus();
  }

  #show(session: Session): void {
    // It may still send what was written in it.
    if (session !== this.#session) return;
    const { undo, text } = session;
    this.#undo.disabled = undo.undoStack.length === 0;
    this.#redo.disabled = undo.redoStack.length === 0;
    const words = text.toString().match(/\S+/g)?.length ?? 0;
    this.#words.textContent = words === 1 ? '1 word' : `${words.toLocaleString('en')} words`;
  }
}
