import * as Y from 'yjs';

/** The updates of somebody who types these texts, one behind the other. */
export function typed<Texts extends readonly string[]>(...texts: Texts): { [Index in keyof Texts]: Uint8Array } {
  const doc = new Y.Doc();
  const text = doc.getText('text');
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => void updates.push(update));
  for (const written of texts) text.insert(text.length, written);
  return updates as { [Index in keyof Texts]: Uint8Array };
}

/** The text that updates make. */
export function textOf(...updates: readonly (Uint8Array | undefined)[]): string {
  const doc = new Y.Doc();
  for (const update of updates) if (update !== undefined) Y.applyUpdate(doc, update);
  return doc.getText('text').toString();
}
