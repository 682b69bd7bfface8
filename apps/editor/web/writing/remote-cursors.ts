import { Annotation, type Extension, type Range } from '@codemirror/state';
import { Decoration, type DecorationSet, type EditorView, ViewPlugin, type ViewUpdate, WidgetType } from '@codemirror/view';
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import { make } from '../dom.ts';
import { type Peer, placeIn, readPeer } from './peer.ts';

/** A transaction that changes nothing but what others' cursors look like. */
const moved = Annotation.define<true>();

/**
 * Shows where others write, and tells them where this editor's cursor is.
 *
 * Colours are classes: the page's policy lets no element be styled by an attribute.
 */
export function remoteCursors(text: Y.Text, awareness: Awareness): Extension {
  return ViewPlugin.define((view) => new RemoteCursors(view, text, awareness), { decorations: ({ decorations }) => decorations });
}

class RemoteCursors {
  decorations: DecorationSet;
  readonly #text: Y.Text;
  readonly #awareness: Awareness;
  readonly #onChange: (change: { readonly [kind in 'added' | 'updated' | 'removed']: readonly number[] }) => void;

  constructor(view: EditorView, text: Y.Text, awareness: Awareness) {
    this.#text = text;
    this.#awareness = awareness;
    this.#onChange = ({ added, updated, removed }) => {
      if ([...added, ...updated, ...removed].some((client) => client !== awareness.clientID))
        view.dispatch({ annotations: moved.of(true) });
    };
    awareness.on('change', this.#onChange);
    this.decorations = this.#draw(view.state.doc.length);
  }

  update(update: ViewUpdate): void {
    const isMoved = update.transactions.some((transaction) => transaction.annotation(moved) === true);
    if (update.docChanged || isMoved) this.decorations = this.#draw(update.state.doc.length);
    if (update.selectionSet || update.focusChanged) this.#tell(update.view);
  }

  destroy(): void {
    this.#awareness.off('change', this.#onChange);
  }

  /** A cursor that is elsewhere is none. */
  #tell({ hasFocus, state }: EditorView): void {
    const { anchor, head } = state.selection.main;
    const cursor = hasFocus ? { anchor: placeIn(this.#text, anchor), head: placeIn(this.#text, head) } : null;
    this.#awareness.setLocalStateField('cursor', cursor);
  }

  #draw(length: number): DecorationSet {
    const peers = [...this.#awareness.getStates()]
      .filter(([client]) => client !== this.#awareness.clientID)
      .map(([, state]) => readPeer(state, this.#text))
      .filter((peer) => peer !== undefined && Math.max(peer.anchor, peer.head) <= length);
    return Decoration.set(
      peers.flatMap((peer) => (peer === undefined ? [] : marksOf(peer))),
      true,
    );
  }
}

function marksOf({ name, color, anchor, head }: Peer): Range<Decoration>[] {
  const caret = Decoration.widget({ widget: new Caret(name, color, head), side: head > anchor ? -1 : 1 }).range(head);
  if (anchor === head) return [caret];
  return [Decoration.mark({ class: `selected person-${color}` }).range(Math.min(anchor, head), Math.max(anchor, head)), caret];
}

/** A caret and a name, drawn anew wherever it moves, so that the name is seen again. */
class Caret extends WidgetType {
  readonly #name: string;
  readonly #color: number;
  readonly #head: number;

  constructor(name: string, color: number, head: number) {
    super();
    this.#name = name;
    this.#color = color;
    this.#head = head;
  }

  override eq(other: Caret): boolean {
    return other.#name === this.#name && other.#color === this.#color && other.#head === this.#head;
  }

  override toDOM(): HTMLElement {
    const caret = make('span', `caret person-${this.#color}`, make('span', 'caret-name', this.#name));
    caret.ariaHidden = 'true';
    return caret;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}
