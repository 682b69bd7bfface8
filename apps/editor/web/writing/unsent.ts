const KEY = 'editor.unsent';

/** Which documents have edits in this browser that the server may not have, over reloads. */
export class Unsent {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>;

  constructor(storage: Pick<Storage, 'getItem' | 'setItem'>) {
    this.#storage = storage;
  }

  get ids(): readonly string[] {
    return (this.#storage.getItem(KEY) ?? '').split(' ').filter((id) => id !== '');
  }

  /** Notes whether a document has such edits. */
  note(id: string, isUnsent: boolean): void {
    const { ids } = this;
    if (ids.includes(id) === isUnsent) return;
    const next = isUnsent ? [...ids, id] : ids.filter((other) => other !== id);
    this.#storage.setItem(KEY, next.join(' '));
  }
}
