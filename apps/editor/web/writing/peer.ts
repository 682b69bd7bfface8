import * as Y from 'yjs';
import { type Appearance, readAppearance } from '../people/me.ts';

/** Somebody else's cursor and selection in a text. */
export interface Peer extends Appearance {
  readonly anchor: number;
  readonly head: number;
}

/** A place in a text that moves with it, as awareness carries it. */
export function placeIn(text: Y.Text, index: number): unknown {
  return Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, index));
}

/** Reads another client's awareness; `undefined` for who has no cursor in this text, and for what is no such state: a stranger made it. */
export function readPeer(state: { readonly [field: string]: unknown }, text: Y.Text): Peer | undefined {
  const appearance = readAppearance(state.user);
  if (appearance === undefined || typeof state.cursor !== 'object' || state.cursor === null) return undefined;
  const anchor = indexOf(Reflect.get(state.cursor, 'anchor'), text);
  const head = indexOf(Reflect.get(state.cursor, 'head'), text);
  return anchor === undefined || head === undefined ? undefined : { ...appearance, anchor, head };
}

function indexOf(place: unknown, text: Y.Text): number | undefined {
  if (text.doc === null) return undefined;
  try {
    const found = Y.createAbsolutePositionFromRelativePosition(Y.createRelativePositionFromJSON(place), text.doc);
    return found?.type === text ? found.index : undefined;
  } catch {
    return undefined;
  }
}
