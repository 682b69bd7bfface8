import * as Y from 'yjs';

/** Somebody who writes, and the update of each edit. */
export class Writer {
  readonly doc = new Y.Doc();
  readonly text = this.doc.getText('text');
  readonly updates: Uint8Array[] = [];

  constructor() {
    this.doc.on('update', (update: Uint8Array) => void this.updates.push(update));
  }

  /** Writes at the end; answers the update. */
  write(written: string): Uint8Array {
    this.text.insert(this.text.length, written);
    return this.last();
  }

  /** Deletes from the beginning; answers the update. */
  erase(length: number): Uint8Array {
    this.text.delete(0, length);
    return this.last();
  }

  private last(): Uint8Array {
    return this.updates.at(-1) ?? new Uint8Array();
  }
}

/** The text that updates make. */
export function textOf(...updates: readonly Uint8Array[]): string {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return doc.getText('text').toString();
}
